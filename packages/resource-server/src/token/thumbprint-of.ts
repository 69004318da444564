/** The JWK thumbprint that `cnf` binds a token to (RFC 9449 §6); undefined for any other binding. */
export function thumbprintOf(cnf: unknown): string | undefined {
  const jkt: unknown = (cnf as { readonly jkt?: unknown } | null | undefined)?.jkt;
  return typeof jkt === 'string' && jkt !== '' ? jkt : undefined;
}
