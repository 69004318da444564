import { ScopeSet } from '@stepscope/core';
import {
  DpopNonceError,
  ForbiddenError,
  InsufficientAuthenticationError,
  InsufficientScopeError,
  ReplayRefusedError,
  SignInRequiredError,
} from '../errors.js';
import type { OutcomeStatus } from '../outcome.js';
import type { Settings } from '../settings.js';
import type { StepUpQuestion } from '../step-up/step-up.js';
import type { Session } from '../tokens/session.js';
import { decideShortage } from './decide-shortage.js';
import {
  readRefusal,
  type InsufficientAuthentication,
  type Refusal,
  type RefusedResponse,
} from './read-refusal.js';
import type { Call, RecoverDependencies } from './recover.js';

/** One sending of a call. */
export interface SentCall {
  readonly call: Call<unknown>;
  /** What it was sent with. */
  readonly sent: Session | undefined;
  readonly nonce: string | null;
  /** What has been mended before. */
  readonly done: Set<Refusal['kind']>;
  /** What an error of ours carries as its cause, where the library has an error of its own. */
  readonly cause: () => unknown;
}

interface Attempt extends Omit<SentCall, 'cause'> {
  readonly because: ErrorOptions | undefined;
}

/**
 * Reads why a call was refused, and answers whether it may be sent again: what it was refused for is then
 * out of the way. Where it is not, and the refusal is about scopes or the sign-in, it throws.
 */
export async function mendRefusal(
  response: RefusedResponse,
  { cause: causeOf, ...sent }: SentCall,
  dependencies: RecoverDependencies,
): Promise<boolean> {
  const refusal = readRefusal(response);
  if (refusal === undefined) return false;
  const { resource, candidate } = sent.call;
  const [named = ScopeSet.empty] = 'alternatives' in refusal ? refusal.alternatives : [];
  dependencies.settings.log({
    type: 'call-refused',
    resource: resource.resource,
    method: candidate.method,
    path: new URL(candidate.url).pathname,
    reason: refusal.kind,
    // A challenge may hold anything: only what the catalogue defines is surely the name of a scope.
    needed: named.filter((scope) => resource.catalogue.scopes.has(scope)),
  });
  const cause = causeOf();
  const because = cause === undefined ? undefined : { cause };
  return mend(refusal, { ...sent, because }, dependencies);
}

async function mend(
  refusal: Refusal,
  attempt: Attempt,
  dependencies: RecoverDependencies,
): Promise<boolean> {
  const { call, sent, nonce, done, because } = attempt;
  const { resource } = call;
  if (sent === undefined) return mendAbsence(refusal, attempt, dependencies);
  switch (refusal.kind) {
    case 'missing-credentials':
      // They were sent: whatever is missing, another token would not help.
      return false;
    case 'use-dpop-nonce':
      if (nonce === null) throw new DpopNonceError(because);
      if (done.has(refusal.kind)) return false;
      done.add(refusal.kind);
      assertRepeatable(call, because);
      return true;
    case 'invalid-token':
      if (done.has(refusal.kind)) return false;
      done.add(refusal.kind);
      await dependencies.sessions.renew(resource, sent, { refused: true, signal: call.signal });
      assertRepeatable(call, because);
      return true;
    case 'insufficient-authentication':
      return mendSignIn(refusal, attempt, dependencies);
    case 'insufficient-scope':
      return mendShortage(refusal.alternatives, refusal.action, attempt, dependencies);
  }
}

/** Who is signed in may have no token for this API yet. */
async function mendAbsence(
  refusal: Refusal,
  attempt: Attempt,
  dependencies: RecoverDependencies,
): Promise<boolean> {
  const { initial } = attempt.call.resource;
  const named = refusal.kind === 'missing-credentials' ? refusal.needed : ScopeSet.empty;
  const needed = named.size > 0 ? named : initial;
  if (dependencies.sessions.signedIn === undefined || needed.size === 0) {
    throw new SignInRequiredError(attempt.because);
  }
  return mendShortage([needed], undefined, attempt, dependencies);
}

async function mendSignIn(
  refusal: InsufficientAuthentication,
  { call, sent, done, because }: Attempt,
  dependencies: RecoverDependencies,
): Promise<boolean> {
  const { settings, sessions } = dependencies;
  const { resource } = call;
  const { acrValues, maxAgeSeconds, alternatives, action } = refusal;
  const insufficient = (outcome?: OutcomeStatus): InsufficientAuthenticationError =>
    new InsufficientAuthenticationError({ acrValues, maxAgeSeconds, action, outcome }, because);
  if (done.has(refusal.kind)) throw insufficient();
  const held = sessions.held(resource);
  const ways = alternatives
    .map((needed) => ({ needed, missing: needed.difference(held) }))
    .sort((a, b) => a.missing.size - b.missing.size);
  const way = ways.find(({ missing }) => missing.isSubsetOf(resource.declared));
  // Signing in again would be in vain.
  if (way === undefined && ways[0] !== undefined) {
    const { needed: required, missing } = ways[0];
    const granted = sessions.granted(resource);
    throw new InsufficientScopeError({ required, granted, missing, action }, because);
  }
  const { needed, missing } = way ?? { needed: ScopeSet.empty, missing: ScopeSet.empty };
  const authentication = { need: { acrValues, maxAgeSeconds }, since: sent?.authorization };
  const outcome = await ask(call, { needed, missing, action, authentication }, dependencies);
  if (outcome !== 'granted') throw insufficient(outcome);
  done.add(refusal.kind);
  assertMayResend(call, settings, because);
  return true;
}

/** What came of asking for what a refused call lacks; undefined where nobody may be asked. */
async function ask(
  { resource, candidate: { method, url }, signal }: Attempt['call'],
  asked: Pick<StepUpQuestion, 'needed' | 'missing' | 'action' | 'authentication'>,
  { settings, asking }: RecoverDependencies,
): Promise<OutcomeStatus | undefined> {
  const { via } = settings;
  const call = { method, url };
  const outcome = await asking.byChallenge({ ...asked, resource, via, prompt: true, call, signal });
  return outcome?.status;
}

async function mendShortage(
  alternatives: readonly [ScopeSet, ...ScopeSet[]],
  action: string | undefined,
  { call, sent, done, because }: Attempt,
  dependencies: RecoverDependencies,
): Promise<boolean> {
  const { settings, sessions } = dependencies;
  const { resource, signal } = call;
  const decision = decideShortage({
    alternatives,
    sent: resource.catalogue.closure(sent?.granted ?? ScopeSet.empty),
    held: sessions.held(resource),
    declared: resource.declared,
    steppedUp: done.has('insufficient-scope'),
  });
  const { needed } = decision;
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
      if (!done.has('invalid-token') && sent?.refreshToken !== undefined) {
        await sessions.renew(resource, sent, { signal });
      }
      if (needed.isSubsetOf(sessions.held(resource))) throw new ForbiddenError(needed, because);
      throw insufficient();
    case 'give-up':
      throw insufficient();
    case 'ask': {
      const { missing } = decision;
      const outcome = await ask(call, { needed, missing, action }, dependencies);
      if (outcome !== 'granted') throw insufficient(outcome);
      break;
    }
    case 'resend':
      break;
  }
  done.add('insufficient-scope');
  assertMayResend(call, settings, because);
  return true;
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

function assertRepeatable(
  { candidate, repeatable }: Call<unknown>,
  because: ErrorOptions | undefined,
): void {
  if (!repeatable) throw new ReplayRefusedError(candidate.method, 'body', because);
}

function assertMayResend(
  call: Call<unknown>,
  { mayReplay }: Settings,
  because: ErrorOptions | undefined,
): void {
  const { candidate } = call;
  const { method, headers } = candidate;
  assertRepeatable(call, because);
  const may = safeMethods.has(method) || headers.has('Idempotency-Key') || mayReplay(candidate);
  if (!may) throw new ReplayRefusedError(method, 'method', because);
}
