/** What a resource server says in `code`, a literal per situation. */
export type ProblemCode =
  | 'MISSING_CREDENTIALS'
  | 'INVALID_REQUEST'
  | 'INVALID_TOKEN'
  | 'INSUFFICIENT_USER_AUTHENTICATION'
  | 'INSUFFICIENT_SCOPE'
  | 'ISSUER_UNAVAILABLE';

/** The body of a denial: `application/problem+json` (RFC 9457) with Stepscope's members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  /** The error code of RFC 6750 §3.1, RFC 9449 or RFC 9470, where the situation has one. */
  readonly error?: string;
  /** The action that was refused, where the route names one. */
  readonly action?: string;
  /** Every way to meet the requirement: any of the inner lists, all of its scopes. */
  readonly required?: readonly (readonly string[])[];
  /** The scopes of the token that was sent. */
  readonly granted?: readonly string[];
  /** What the cheapest way still lacks. */
  readonly missing?: readonly string[];
  /** Authentication contexts that would do (RFC 9470 §3). */
  readonly acr_values?: readonly string[];
  /** The longest time since the user has signed in, in seconds (RFC 9470 §3). */
  readonly max_age?: number;
}

const codes: ReadonlySet<unknown> = new Set<ProblemCode>([
  'MISSING_CREDENTIALS',
  'INVALID_REQUEST',
  'INVALID_TOKEN',
  'INSUFFICIENT_USER_AUTHENTICATION',
  'INSUFFICIENT_SCOPE',
  'ISSUER_UNAVAILABLE',
]);

/**
 * Whether `value`, a parsed response body, is a `Problem`: it has one of our codes, and the members
 * on which a client acts have the right shape. Bodies are untrusted.
 */
export function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false;
  const { code, required, granted, missing, acr_values, max_age } = value as Record<
    string,
    unknown
  >;
  return (
    codes.has(code) &&
    isStrings(granted) &&
    isStrings(missing) &&
    isStrings(acr_values) &&
    (max_age === undefined || (Number.isSafeInteger(max_age) && (max_age as number) >= 0)) &&
    (required === undefined ||
      (Array.isArray(required) && required.every((list) => Array.isArray(list) && isStrings(list))))
  );
}

function isStrings(value: unknown): boolean {
  return (
    value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}
