/**
 * The JWK thumbprint that `cnf` binds a token to (RFC 9449 §6); undefined for any other binding, a
 * certificate beside the key among them (RFC 8705 §3.1), since nobody would check it.
 */
export function thumbprintOf(cnf: unknown): string | undefined {
  if (typeof cnf !== 'object' || cnf === null || 'x5t#S256' in cnf) return undefined;
  const { jkt } = cnf as { readonly jkt?: unknown };
  return typeof jkt === 'string' && jkt !== '' ? jkt : undefined;
}
