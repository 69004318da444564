import type { Refusal } from './refusal.js';
import type { TokenScheme } from './request/read-credentials.js';
import type { ResourceRequest } from './request/resource-request.js';
import type { MaybePromise } from './support/and-then.js';
import type { VerifiedToken } from './token/verified-token.js';

/** A request whose token has been verified. */
export interface VerifiedCall {
  readonly request: ResourceRequest;
  readonly scheme: TokenScheme;
  /** The token as it was sent: for hashing, never for storing or logging. */
  readonly tokenText: string;
  readonly token: VerifiedToken;
}

/** What a check says: nothing against the call, with headers for the response, or a refusal. */
export type CheckResult =
  | { readonly refusal: Refusal; readonly headers?: never }
  | { readonly refusal?: never; readonly headers: Readonly<Record<string, string>> }
  | undefined;

/**
 * A check of a call after its token's verification, on every request: proof of possession, revocation.
 * Never cached, never rejects.
 */
export type TokenCheck = (call: VerifiedCall) => MaybePromise<CheckResult>;

/** The first refusal of `checks`, asked in their order, or the headers of all of them. */
export function checkToken(
  call: VerifiedCall,
  checks: readonly TokenCheck[],
): MaybePromise<CheckResult> {
  let before: CheckResult;
  for (let index = 0; index < checks.length; index++) {
    const result = checks[index]!(call);
    if (result instanceof Promise) {
      return result.then(async (awaited) =>
        awaited?.refusal === undefined
          ? merged(merged(before, awaited), await checkToken(call, checks.slice(index + 1)))
          : awaited,
      );
    }
    if (result?.refusal !== undefined) return result;
    if (result !== undefined) before = merged(before, result);
  }
  return before;
}

function merged(before: CheckResult, result: CheckResult): CheckResult {
  if (before === undefined || result?.refusal !== undefined) return result;
  return { headers: { ...before.headers, ...result?.headers } };
}
