import { invalidToken, unavailable } from '../refusal.js';
import { IssuerUnavailableError } from '../resource-server-error.js';
import { tell } from '../support/tell.js';
import type { TokenVerifier, Verification } from '../token/verified-token.js';
import { introspectedToken, type IntrospectionRules } from './introspected-token.js';
import { requestIntrospection, type IntrospectionRequest } from './request-introspection.js';

export interface IntrospectionVerifierOptions
  extends IntrospectionRules, Omit<IntrospectionRequest, 'endpoint'> {
  /** Where to ask. Rejects with an `IssuerUnavailableError`. */
  readonly endpoint: () => Promise<string>;
  readonly cacheSeconds: number;
  readonly onUnavailable: (error: IssuerUnavailableError) => void;
}

/** After the first failure; doubles up to the last. */
const COOLDOWNS_SECONDS = [1, 2, 4, 8, 16, 30] as const;

const MAX_TOKEN_LENGTH = 8 * 1024;

/**
 * A verifier that asks the issuer about a token (RFC 7662). While the endpoint fails, tokens are
 * answered with 503, and it is tried again after 1, 2, 4 … s, 30 s at most. A token that it cannot
 * take is refused alone. An answer holds for `cacheSeconds`, for a cache around this verifier.
 */
export function introspectionVerifier(options: IntrospectionVerifierOptions): TokenVerifier {
  const { cacheSeconds, now, onUnavailable } = options;
  let failures = 0;
  let retryAtMs = -Infinity;

  const fail = (error: unknown, failuresBefore: number): Verification => {
    report(error, onUnavailable);
    // Requests that were asked together fail together, which is one failure.
    if (failures === failuresBefore) {
      const cooldown = COOLDOWNS_SECONDS[Math.min(failures, COOLDOWNS_SECONDS.length - 1)]!;
      failures++;
      retryAtMs = now() + cooldown * 1000;
    }
    return wait();
  };
  const wait = (): Verification => {
    const seconds = Math.ceil((retryAtMs - now()) / 1000);
    const inBounds = Math.min(Math.max(1, seconds), COOLDOWNS_SECONDS.at(-1)!);
    return { status: 'refused', refusal: unavailable(inBounds) };
  };

  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) {
        const detail = 'The access token is longer than 8 KiB.';
        return { status: 'refused', refusal: invalidToken('malformed-token', detail) };
      }
      const waitMs = retryAtMs - now();
      // Longer than any cool-down: the clock was set back.
      if (waitMs > 0 && waitMs <= COOLDOWNS_SECONDS.at(-1)! * 1000) {
        return wait();
      }
      const failuresBefore = failures;
      const askedAtMs = now();
      let answer: Readonly<Record<string, unknown>>;
      try {
        answer = await requestIntrospection(token, {
          ...options,
          endpoint: await options.endpoint(),
        });
      } catch (error) {
        return fail(error, failuresBefore);
      }
      failures = 0;
      const result = introspectedToken(without(token, answer), askedAtMs, options);
      return 'code' in result
        ? { status: 'refused', refusal: result }
        : {
            status: 'valid',
            token: result,
            grounds: { holds: () => now() < askedAtMs + cacheSeconds * 1000 },
          };
    },
  };
}

/** Some servers repeat the token as its `jti`; what a handler sees must not be fit to be sent on. */
function without(
  token: string,
  answer: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== token));
}

function report(error: unknown, onUnavailable: (error: IssuerUnavailableError) => void): void {
  const unavailableError =
    error instanceof IssuerUnavailableError
      ? error
      : new IssuerUnavailableError('The introspection endpoint failed.', { cause: error });
  tell(onUnavailable, unavailableError);
}
