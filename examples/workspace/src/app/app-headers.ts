/** What the app talks to. */
export interface AppBackends {
  /** The authorization server's issuer identifier. */
  readonly issuer: string;
  /** The API's resource identifier and base URL. */
  readonly api: string;
}

/**
 * The headers of every answer of the app server. Scripts and styles come from its own origin only,
 * calls go to the issuer and the API only, and no other site may frame the app. The opener policy is
 * the strictest one that lets the permission popup report to the page that opened it.
 */
export function appHeaders({ issuer, api }: AppBackends): { readonly [name: string]: string } {
  const origins = [...new Set([new URL(issuer).origin, new URL(api).origin])];
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ${origins.join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-cache',
  };
}
