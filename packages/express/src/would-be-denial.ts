import type { Denial, ProblemCode } from '@stepscope/core';
import type { RefusalReason, WouldBe } from '@stepscope/resource-server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from './access.js';
import { routePatternOf } from './routes/route-pattern-of.js';

/**
 * A request that a guard in shadow mode has let pass. Holds no token, no subject, and no path that a
 * request has named.
 */
export interface WouldBeDenial {
  readonly method: string;
  /** The route that took the request, as in `listRoutes`; undefined if none did. */
  readonly route: string | undefined;
  /** The action that the guard names. */
  readonly action?: string;
  /** What the guard would have answered; 500 where the requirement's own function has failed. */
  readonly status: Denial['status'] | 500;
  /** The `code` of the problem body. */
  readonly code?: ProblemCode;
  readonly reason: RefusalReason | 'policy-failed';
  /** What the token lacks, where it only is short of scopes. */
  readonly missing?: readonly string[];
  /** The client of the token, where the token counts. */
  readonly clientId?: string;
  /** What was answered instead. */
  readonly answeredStatus: number;
  /** What the requirement's own function has thrown. */
  readonly error?: unknown;
}

interface ShadowedRequest {
  readonly wouldBe: WouldBe;
  readonly access: Access;
  readonly clientId: string | undefined;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** Tells `report` of the request once it is answered, for only then it is known which route took it. */
export function reportWouldBeDenial(
  { wouldBe, access, clientId, req, res }: ShadowedRequest,
  report: (denial: WouldBeDenial) => void,
): void {
  const { method = '' } = req;
  const told = {
    method,
    ...(access.kind === 'required' && access.action !== undefined && { action: access.action }),
    ...toldOf(wouldBe),
    ...(clientId !== undefined && { clientId }),
  };
  res.once('close', () => {
    const denial = { ...told, route: routePatternOf(req), answeredStatus: res.statusCode };
    // Also where it answers a promise: a report must not bring down what it reports about.
    void Promise.resolve(denial)
      .then(report)
      .catch(() => {});
  });
}

function toldOf(
  wouldBe: WouldBe,
): Pick<WouldBeDenial, 'status' | 'code' | 'reason' | 'missing' | 'error'> {
  if (wouldBe.reason === 'policy-failed') return { status: 500, ...wouldBe };
  const { reason, denial } = wouldBe;
  const { code, missing } = denial.body;
  return { status: denial.status, code, reason, ...(missing !== undefined && { missing }) };
}
