/** A scope that every tenant knows, that no role holds and that capabilities never filter. */
export type ProtocolScope = 'openid' | 'profile' | 'email' | 'offline_access';

// Apart from the texts in protocol-scopes.ts, which browsers have no use for.
const names: ReadonlySet<string> = new Set<ProtocolScope>([
  'openid',
  'profile',
  'email',
  'offline_access',
]);

/** Whether `scope` is `openid`, `profile`, `email` or `offline_access`. */
export function isProtocolScope(scope: string): scope is ProtocolScope {
  return names.has(scope);
}
