import { Refresher } from '../tokens/refresher.js';
import { OpenidServer } from './openid-server.js';
import { planDrop, planSignIn, planStepUp } from './plan.js';
import { RedirectFlow, type RedirectDependencies } from './redirect-flow.js';
import { settleAuthorization } from './settle-authorization.js';

export { OpenidServer, Refresher };

/** What authorizations take, from the plan to what becomes of the answer. */
export function createAuthorizing(dependencies: RedirectDependencies) {
  return {
    planSignIn,
    planStepUp,
    planDrop,
    redirects: new RedirectFlow(dependencies),
    settle: (completed: Parameters<typeof settleAuthorization>[0]) =>
      settleAuthorization(completed, dependencies),
  };
}

export type Authorizing = ReturnType<typeof createAuthorizing>;
