import type { Auth } from './auth.js';
import type { Decision, WouldBe } from './policy.js';
import type { MaybePromise } from './support/and-then.js';

/** What is known of a call as soon as its token counts. */
export interface VerifiedCaller<S extends string, A extends string> {
  readonly auth: Auth<S, A>;
  /** For the response. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Reasons that are not the token's: another policy may let the same request pass. */
const ofPolicy: ReadonlySet<WouldBe['reason']> = new Set([
  'no-credentials',
  'authentication',
  'scope',
  'policy-failed',
]);

/** Whether the token itself was refused, as every policy refuses it. */
export function refusesToken(
  wouldBe: WouldBe,
): wouldBe is Extract<WouldBe, { readonly denial: unknown }> {
  return !ofPolicy.has(wouldBe.reason);
}

/**
 * What `decide` answers, with nothing enforced: every request passes, and what would have stopped it
 * is told beside. `known` is what an earlier check of the request has found out; `decide` tells what it
 * finds out itself. Never throws.
 */
export function inShadow<S extends string, A extends string>(
  decide: (verified: (caller: VerifiedCaller<S, A>) => void) => MaybePromise<Decision<S, A>>,
  known: VerifiedCaller<S, A> | undefined,
): MaybePromise<Decision<S, A>> {
  let caller = known;
  const failed = (error: unknown): Decision<S, A> =>
    passes(caller, { reason: 'policy-failed', error });
  try {
    const decision = decide((verified) => (caller = verified));
    return decision instanceof Promise
      ? decision.then((late) => withoutForce(late, caller), failed)
      : withoutForce(decision, caller);
  } catch (error) {
    return failed(error);
  }
}

function withoutForce<S extends string, A extends string>(
  decision: Decision<S, A>,
  caller: VerifiedCaller<S, A> | undefined,
): Decision<S, A> {
  switch (decision.outcome) {
    case 'allowed':
      return decision;
    case 'preflight':
      return { outcome: 'allowed' };
    case 'denied': {
      const { reason, denial } = decision;
      return passes(caller, { reason, denial });
    }
  }
}

function passes<S extends string, A extends string>(
  { auth, headers }: Partial<VerifiedCaller<S, A>> = {},
  wouldBe: WouldBe,
): Decision<S, A> {
  return {
    outcome: 'allowed',
    ...(auth !== undefined && { auth }),
    ...(headers !== undefined && { headers }),
    wouldBe,
  };
}
