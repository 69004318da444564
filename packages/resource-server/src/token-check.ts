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

/** What a check says: nothing against the call, or a refusal; with headers for the response. */
export type CheckResult =
  | { readonly refusal: Refusal; readonly headers?: Readonly<Record<string, string>> | undefined }
  | { readonly refusal?: never; readonly headers: Readonly<Record<string, string>> }
  | undefined;

/**
 * A check of a call after its token's verification, on every request: proof of possession, revocation.
 * Never cached, never rejects.
 */
export type TokenCheck = (call: VerifiedCall) => MaybePromise<CheckResult>;

/** The first refusal of `checks`, asked in their order, and the headers of all that were asked. */
export function checkToken(
  call: VerifiedCall,
  checks: readonly TokenCheck[],
): MaybePromise<CheckResult> {
  let before: CheckResult;
  for (let index = 0; index < checks.length; index++) {
    const result = checks[index]!(call);
    if (result instanceof Promise) {
      const known = before;
      return result.then(async (awaited) => {
        const soFar = merged(known, awaited);
        return awaited?.refusal === undefined
          ? merged(soFar, await checkToken(call, checks.slice(index + 1)))
          : soFar;
      });
    }
    before = merged(before, result);
    if (result?.refusal !== undefined) return before;
  }
  return before;
}

function merged(before: CheckResult, result: CheckResult): CheckResult {
  if (before === undefined || result === undefined) return before ?? result;
  return { ...result, headers: { ...before.headers, ...result.headers } };
}
