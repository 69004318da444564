import { isProtocolScope, ScopeSet, type ProviderProfile } from '@stepscope/core';
import type { AuthorizationRequest } from './authorization-request.js';
import type { FakeState, StateStore } from './fake-state.js';
import type { StepscopeSwitches } from './switches.js';

/** What a user does on the consent page, beyond what the switches say. */
export interface Decision {
  readonly denies?: boolean;
  /** Scopes that the user unticks. */
  readonly declines?: readonly string[];
  /** Any other error. */
  readonly error?: string;
}

/** What a user agreed to. */
export interface Granted {
  readonly error?: undefined;
  readonly user: { readonly sub: string };
  readonly granted: ScopeSet;
  /** Asked for, and not grantable. */
  readonly unavailable: ScopeSet;
  /** Granted by the user at this time, whatever was revoked before. */
  readonly anew: ScopeSet;
  readonly acr: string | undefined;
  /** Seconds since the epoch. */
  readonly authTime: number;
}

/** What happens while a user is asked. */
export interface Circumstances {
  readonly switches: StepscopeSwitches;
  readonly decision: Decision | undefined;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** The user at the authorization server: signed in or not, with a memory of what was granted. */
export class FakeUser {
  readonly #state: StateStore;
  readonly #provider: ProviderProfile;

  constructor(state: StateStore, provider: ProviderProfile) {
    this.#state = state;
    this.#provider = provider;
  }

  signOut(): void {
    this.#state((state) => {
      delete state.session;
      state.signedOut = true;
    });
  }

  /** What comes of an authorization request. */
  answer(
    request: AuthorizationRequest,
    circumstances: Circumstances,
  ): Granted | { readonly error: string } {
    return this.#state((state) => {
      const error = errorOf(request, state, circumstances);
      if (error !== undefined) return { error };
      const { acr, authTime } = signIn(request, state, circumstances);
      const user = circumstances.switches.user ?? { sub: 'user-1', name: 'Test User' };
      const consent = this.#consent(request, user.sub, state, circumstances);
      return { user, acr, authTime, ...consent };
    });
  }

  #consent(
    { scopes, clientId, prompts }: AuthorizationRequest,
    sub: string,
    state: FakeState,
    { switches, decision }: Circumstances,
  ): Pick<Granted, 'granted' | 'unavailable' | 'anew'> {
    const silent = prompts.includes('none');
    const unavailable = scopes.intersection(ScopeSet.from(switches.unavailable ?? []));
    const declined = ScopeSet.from([
      ...(switches.declines ?? []),
      ...(decision?.declines ?? []),
      ...(switches.remembersRefusals && !prompts.includes('consent') ? state.refused : []),
    ]);
    const revoked = ScopeSet.from(switches.revoked ?? []);
    const granted = scopes
      .difference(unavailable)
      .difference(declined)
      .difference(ScopeSet.from(switches.drops ?? []))
      .difference(silent ? revoked : ScopeSet.empty);
    state.refused = ScopeSet.from(state.refused)
      .union(scopes.intersection(declined))
      .difference(granted)
      .toJSON();
    const anew = granted.intersection(revoked);
    const all = this.#withEarlier(granted, `${clientId} ${sub}`, state);
    return { granted: all.difference(revoked.difference(anew)), unavailable, anew };
  }

  /** With what was granted before, where the provider adds it. */
  #withEarlier(granted: ScopeSet, key: string, { consented }: FakeState): ScopeSet {
    if (!this.#provider.additiveGrants) return granted;
    const earlier = ScopeSet.from(consented[key] ?? []).union(
      granted.filter((scope) => !isProtocolScope(scope)),
    );
    consented[key] = earlier.toJSON();
    return granted.union(earlier);
  }
}

function errorOf(
  request: AuthorizationRequest,
  state: FakeState,
  { switches, decision, now }: Circumstances,
): string | undefined {
  if (request.prompts.includes('none')) {
    const nobody = switches.signedOut === true || state.signedOut;
    return nobody || !isGoodEnough(request, state, now) ? 'login_required' : undefined;
  }
  if (request.acrValues.length > 0 && switches.unmetAuthentication) {
    return 'unmet_authentication_requirements';
  }
  const error = decision?.error ?? switches.authorizationError;
  if (error !== undefined) return error;
  return (decision?.denies ?? switches.denies) ? 'access_denied' : undefined;
}

/** Whether the sign-in that there is does for the request. */
function isGoodEnough(
  { acrValues, maxAgeSeconds }: AuthorizationRequest,
  { session }: FakeState,
  now: number,
): boolean {
  const { acr, authTime } = session ?? { acr: undefined, authTime: now };
  const recent = maxAgeSeconds === undefined || now - authTime <= maxAgeSeconds;
  return recent && (acrValues.length === 0 || (acr !== undefined && acrValues.includes(acr)));
}

function signIn(
  request: AuthorizationRequest,
  state: FakeState,
  { switches, now }: Circumstances,
): { readonly acr?: string | undefined; readonly authTime: number } {
  state.signedOut = false;
  const again = request.prompts.includes('login') || !isGoodEnough(request, state, now);
  if (state.session === undefined || again) {
    state.session = { acr: request.acrValues[0] ?? switches.acr, authTime: now };
  }
  return state.session;
}
