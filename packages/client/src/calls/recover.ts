import type { ReplayCandidate } from '../client-options.js';
import { SignInRequiredError } from '../errors.js';
import type { Settings } from '../settings.js';
import type { ResourceState, ResourceStates } from '../state/resource-state.js';
import type { Asking } from '../step-up/asking.js';
import type { SessionManager } from '../tokens/session-manager.js';
import type { Credentials } from '../tokens/access-token-scheme.js';
import type { Refusal, RefusedResponse } from './read-refusal.js';

/** One call to the API, whichever library sends it. */
export interface Call<Result> {
  /** The resource that it goes to. */
  readonly resource: ResourceState;
  readonly candidate: ReplayCandidate;
  /** Whether it can be sent more than once: its body is not a stream. */
  readonly repeatable: boolean;
  readonly signal: AbortSignal | undefined;
  /** Sends it with these headers, which carry the token. */
  send(credentials: Credentials | undefined): Promise<Result>;
  /** What the API answered, where it may be a refusal: with status 401 or 403. */
  refusedResponseOf(result: Result): Promise<RefusedResponse | undefined>;
  /** The DPoP-Nonce header of the answer. */
  dpopNonceOf(result: Result): string | null;
  /** What an error of ours carries as its cause, where the library has an error of its own. */
  causeOf?(result: Result): unknown;
}

export interface RecoverDependencies {
  readonly settings: Settings;
  readonly resources: ResourceStates;
  readonly sessions: SessionManager;
  readonly asking: Asking;
  /** Resolves once a sign-in that is being restored is there. */
  readonly ready: () => Promise<unknown>;
}

/** Whose call it is. */
interface Owner {
  readonly sub: string | undefined;
  /** How often somebody had signed out when it was sent. */
  readonly signOuts: number;
}

/**
 * Sends a call and recovers from a refusal: it is sent again at most once with the nonce that its proof
 * lacked, once after a refused token was renewed, once after the user has signed in anew (RFC 9470), and
 * once after scopes were granted. Never with the token of somebody else who has signed in meanwhile.
 * @throws {SignInRequiredError} where that would be so.
 */
export async function recover<Result>(
  call: Call<Result>,
  dependencies: RecoverDependencies,
): Promise<Result> {
  const { settings, sessions, asking, ready } = dependencies;
  const { resource, candidate, signal } = call;
  const { tokenScheme } = settings;
  await ready();
  const done = new Set<Refusal['kind']>();
  let owner: Owner | undefined;
  let because: ErrorOptions | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const sent = await sessions.forCall(resource, signal);
    owner ??= sent && { sub: sent.user?.sub, signOuts: sessions.signOuts };
    if (owner !== undefined && !isOwner(owner, sessions)) throw new SignInRequiredError(because);
    const result = await call.send(
      sent && (await tokenScheme.forCall(sent.accessToken, candidate)),
    );
    const nonce = call.dpopNonceOf(result);
    tokenScheme.noteNonce(candidate.url, nonce);
    const response = await call.refusedResponseOf(result);
    if (response === undefined) return result;
    const attempt = { call, sent, nonce, done, cause: () => call.causeOf?.(result) };
    if (!(await asking.mend(response, attempt, dependencies))) return result;
    const cause = attempt.cause();
    because = cause === undefined ? undefined : { cause };
    const { method, url } = candidate;
    const { pathname: path } = new URL(url);
    settings.log({ type: 'call-repeated', resource: resource.resource, method, path });
  }
}

function isOwner({ sub, signOuts }: Owner, sessions: SessionManager): boolean {
  const now = sessions.user?.sub;
  return signOuts === sessions.signOuts && (sub === undefined || now === undefined || now === sub);
}
