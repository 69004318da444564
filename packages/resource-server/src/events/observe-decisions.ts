import type { Decision, Policy } from '../policy.js';
import type { ResourceRequest } from '../request/resource-request.js';
import { andThen, type MaybePromise } from '../support/and-then.js';
import type { DecisionEvent, EventListener } from './resource-server-event.js';

type Decide<S extends string, A extends string> = (
  request: ResourceRequest,
  policy?: Policy<S, A>,
) => MaybePromise<Decision<S, A>>;

export interface ObserveDecisionsOptions {
  readonly emit: EventListener;
  /** How often the cache of verified tokens was asked so far. */
  readonly cacheStats: () => { readonly hits: number; readonly misses: number };
}

/** `decide`, which also tells of each decision. */
export function observeDecisions<S extends string, A extends string>(
  decide: Decide<S, A>,
  { emit, cacheStats }: ObserveDecisionsOptions,
): Decide<S, A> {
  return (request, policy) => {
    const { hits, misses } = cacheStats();
    const decision = decide(request, policy);
    // The cache is asked before anything is waited for, so that no other request comes in between.
    const after = cacheStats();
    const cache = after.hits > hits ? 'hit' : after.misses > misses ? 'miss' : undefined;
    return andThen(decision, (decided) => {
      emit(decisionEvent(decided, policy?.action, cache));
      return decided;
    });
  };
}

function decisionEvent(
  decision: Decision,
  action: string | undefined,
  cache: DecisionEvent['cache'],
): DecisionEvent {
  const refusal =
    decision.outcome === 'denied'
      ? decision
      : decision.outcome === 'allowed'
        ? decision.wouldBe
        : undefined;
  const denial = refusal !== undefined && 'denial' in refusal ? refusal.denial : undefined;
  const auth = decision.outcome === 'preflight' ? undefined : decision.auth;
  return {
    type: 'decision',
    outcome:
      refusal !== undefined && decision.outcome === 'allowed' ? 'shadowed' : decision.outcome,
    ...(refusal !== undefined && { reason: refusal.reason }),
    ...(denial !== undefined && { status: denial.status, code: denial.body.code }),
    ...(action !== undefined && { action }),
    ...(denial?.body.missing !== undefined && { missing: denial.body.missing }),
    ...(auth !== undefined && { issuer: auth.issuer, clientId: auth.clientId }),
    ...(cache !== undefined && { cache }),
  };
}
