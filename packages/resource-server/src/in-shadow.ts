import type { Auth } from './auth.js';
import type { Decision, WouldBe } from './policy.js';
import type { MaybePromise } from './support/and-then.js';

/**
 * What `decide` answers, with nothing enforced: every request passes, and what would have stopped it
 * is told beside. `known` is what an earlier check of the request has found out. Never throws.
 */
export function inShadow<S extends string, A extends string>(
  decide: () => MaybePromise<Decision<S, A>>,
  known: Auth<S, A> | undefined,
): MaybePromise<Decision<S, A>> {
  const failed = (error: unknown): Decision<S, A> =>
    passes(known, { reason: 'policy-failed', error });
  try {
    const decision = decide();
    return decision instanceof Promise
      ? decision.then((late) => withoutForce(late, known), failed)
      : withoutForce(decision, known);
  } catch (error) {
    return failed(error);
  }
}

function withoutForce<S extends string, A extends string>(
  decision: Decision<S, A>,
  known: Auth<S, A> | undefined,
): Decision<S, A> {
  switch (decision.outcome) {
    case 'allowed':
      return decision;
    case 'preflight':
      return { outcome: 'allowed' };
    case 'denied': {
      const { auth = known, reason, denial } = decision;
      return passes(auth, { reason, denial });
    }
  }
}

function passes<S extends string, A extends string>(
  auth: Auth<S, A> | undefined,
  wouldBe: WouldBe,
): Decision<S, A> {
  return { outcome: 'allowed', ...(auth !== undefined && { auth }), wouldBe };
}
