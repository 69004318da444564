import { ScopeSet } from '@stepscope/core';
import type { ReplayCandidate } from '../client-options.js';
import {
  DpopNonceError,
  ForbiddenError,
  InsufficientScopeError,
  ReplayRefusedError,
  SignInRequiredError,
} from '../errors.js';
import type { OutcomeStatus } from '../outcome.js';
import type { Settings } from '../settings.js';
import type { ResourceState, ResourceStates } from '../state/resource-state.js';
import type { StepUp } from '../step-up/step-up.js';
import type { SessionManager } from '../tokens/session-manager.js';
import type { Credentials } from '../tokens/access-token-scheme.js';
import { decideShortage } from './decide-shortage.js';
import type { Refusal } from './read-refusal.js';

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
  refusalOf(result: Result): Promise<Refusal | undefined>;
  /** The DPoP-Nonce header of the answer. */
  dpopNonceOf(result: Result): string | null;
  /** What an error of ours carries as its cause, where the library has an error of its own. */
  causeOf?(result: Result): unknown;
}

export interface RecoverDependencies {
  readonly settings: Settings;
  readonly resources: ResourceStates;
  readonly sessions: SessionManager;
  readonly stepUp: StepUp;
  /** Resolves once a sign-in that is being restored is there. */
  readonly ready: () => Promise<unknown>;
}

/**
 * Sends a call and recovers from a refusal: it is sent again at most once with the nonce that its proof
 * lacked, at most once after a refused token was renewed, and at most once after scopes were granted.
 */
export async function recover<Result>(
  call: Call<Result>,
  { settings, sessions, stepUp, ready }: RecoverDependencies,
): Promise<Result> {
  const { resource, candidate, signal } = call;
  const { tokenScheme } = settings;
  await ready();
  let provedAgain = false;
  let renewed = false;
  let steppedUp = false;
  for (;;) {
    signal?.throwIfAborted();
    const sent = await sessions.forCall(resource, signal);
    const result = await call.send(
      sent && (await tokenScheme.forCall(sent.accessToken, candidate)),
    );
    const nonce = call.dpopNonceOf(result);
    tokenScheme.noteNonce(candidate.url, nonce);
    const refusal = await call.refusalOf(result);
    if (refusal === undefined) return result;

    const cause = call.causeOf?.(result);
    const because = cause === undefined ? undefined : { cause };
    const alternatives = alternativesOf(refusal, resource);
    if (sent === undefined && (sessions.signedIn === undefined || alternatives === undefined)) {
      throw new SignInRequiredError(because);
    }
    // Who is signed in may have no token for this API yet; whoever has one cannot be helped by one.
    if (refusal.kind === 'missing-credentials' && sent !== undefined) return result;

    if (refusal.kind === 'use-dpop-nonce') {
      if (nonce === null) throw new DpopNonceError(because);
      if (provedAgain) return result;
      provedAgain = true;
      if (!call.repeatable) throw new ReplayRefusedError(candidate.method, 'body', because);
      continue;
    }

    if (refusal.kind === 'invalid-token' && sent !== undefined) {
      if (renewed) return result;
      renewed = true;
      await sessions.renew(resource, sent, signal);
      if (!call.repeatable) throw new ReplayRefusedError(candidate.method, 'body', because);
      continue;
    }

    if (alternatives === undefined) return result;
    const decision = decideShortage({
      alternatives,
      sent: resource.catalogue.closure(sent?.granted ?? ScopeSet.empty),
      held: sessions.held(resource),
      declared: resource.declared,
      steppedUp,
    });
    const { needed } = decision;
    const action = refusal.kind === 'insufficient-scope' ? refusal.action : undefined;
    const insufficient = (outcome?: OutcomeStatus): InsufficientScopeError =>
      new InsufficientScopeError(
        {
          required: needed,
          granted: sessions.granted(resource),
          missing: needed.difference(sessions.held(resource)),
          action,
          outcome,
        },
        because,
      );
    switch (decision.step) {
      case 'confirm':
        // A token that has been renewed once says what holds.
        if (!renewed && sent?.refreshToken !== undefined) {
          await sessions.renew(resource, sent, signal);
        }
        if (needed.isSubsetOf(sessions.held(resource))) {
          throw new ForbiddenError(needed, because);
        }
        throw insufficient();
      case 'give-up':
        throw insufficient();
      case 'ask': {
        const { method, url } = candidate;
        const outcome = await stepUp.byChallenge({
          resource,
          needed,
          missing: decision.missing,
          via: settings.via,
          prompt: true,
          action,
          call: { method, url },
          signal,
        });
        if (outcome?.status !== 'granted') throw insufficient(outcome?.status);
        break;
      }
      case 'resend':
        break;
    }
    steppedUp = true;
    assertMayResend(call, settings, because);
  }
}

/** Every way to have what the operation needs, as far as it is known. */
function alternativesOf(
  refusal: Refusal,
  { initial }: ResourceState,
): readonly [ScopeSet, ...ScopeSet[]] | undefined {
  if (refusal.kind === 'insufficient-scope') return refusal.alternatives;
  const named = refusal.kind === 'missing-credentials' ? refusal.needed : ScopeSet.empty;
  const needed = named.size > 0 ? named : initial;
  return needed.size > 0 ? [needed] : undefined;
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

function assertMayResend(
  { candidate, repeatable }: Call<unknown>,
  { mayReplay }: Settings,
  because: ErrorOptions | undefined,
): void {
  const { method, headers } = candidate;
  if (!repeatable) throw new ReplayRefusedError(method, 'body', because);
  const may = safeMethods.has(method) || headers.has('Idempotency-Key') || mayReplay(candidate);
  if (!may) throw new ReplayRefusedError(method, 'method', because);
}
