import { isProtocolScope, ScopeSet } from '@stepscope/core';
import type { AuthorizationContext, AuthorizationRequest } from './authorization-request.js';
import type { StepscopeSwitches } from './switches.js';

/** What a user does on the consent page, beyond what the switches say. */
export interface Decision {
  readonly denies?: boolean;
  /** Scopes that the user unticks. */
  readonly declines?: readonly string[];
  /** Any other error. */
  readonly error?: string;
}

/** What comes of an authorization request. */
export type Consent =
  | { readonly error: string }
  | {
      readonly error?: undefined;
      readonly user: { readonly sub: string };
      readonly granted: ScopeSet;
      /** Asked for, and not grantable. */
      readonly unavailable: ScopeSet;
      /** Granted by the user at this time, whatever was revoked before. */
      readonly anew: ScopeSet;
      readonly acr: string | undefined;
      readonly authTime: number;
    };

/** The user at the authorization server: signed in or not, with a memory of what was granted. */
export class FakeUser {
  readonly #context: AuthorizationContext;
  #session: { readonly acr: string | undefined; readonly authTime: number } | undefined;
  #signedOut = false;
  #refused = ScopeSet.empty;
  readonly #consented = new Map<string, ScopeSet>();

  constructor(context: AuthorizationContext) {
    this.#context = context;
  }

  signOut(): void {
    this.#session = undefined;
    this.#signedOut = true;
  }

  /** @param now Seconds since the epoch. */
  answer(
    request: AuthorizationRequest,
    {
      switches,
      decision,
      now,
    }: {
      readonly switches: StepscopeSwitches;
      readonly decision?: Decision | undefined;
      readonly now: number;
    },
  ): Consent {
    const silent = request.prompts.includes('none');
    const error = this.#errorOf(request, { switches, decision, silent, now });
    if (error !== undefined) return { error };
    const { acr, authTime } = this.#signIn(request, switches, now);
    const user = switches.user ?? { sub: 'user-1', name: 'Test User' };
    return {
      user,
      acr,
      authTime,
      ...this.#grant(request, user.sub, { switches, decision, silent }),
    };
  }

  #errorOf(
    request: AuthorizationRequest,
    {
      switches,
      decision,
      silent,
      now,
    }: {
      readonly switches: StepscopeSwitches;
      readonly decision: Decision | undefined;
      readonly silent: boolean;
      readonly now: number;
    },
  ): string | undefined {
    if (silent) {
      const nobody = switches.signedOut === true || this.#signedOut;
      return nobody || !this.#isGoodEnough(request, now) ? 'login_required' : undefined;
    }
    if (request.acrValues.length > 0 && switches.unmetAuthentication) {
      return 'unmet_authentication_requirements';
    }
    const error = decision?.error ?? switches.authorizationError;
    if (error !== undefined) return error;
    return (decision?.denies ?? switches.denies) ? 'access_denied' : undefined;
  }

  /** Whether the sign-in that there is does for the request. */
  #isGoodEnough({ acrValues, maxAgeSeconds }: AuthorizationRequest, now: number): boolean {
    const { acr, authTime } = this.#session ?? { acr: undefined, authTime: now };
    const recent = maxAgeSeconds === undefined || now - authTime <= maxAgeSeconds;
    return recent && (acrValues.length === 0 || (acr !== undefined && acrValues.includes(acr)));
  }

  #signIn(
    request: AuthorizationRequest,
    switches: StepscopeSwitches,
    now: number,
  ): { readonly acr: string | undefined; readonly authTime: number } {
    const again = request.prompts.includes('login') || !this.#isGoodEnough(request, now);
    if (this.#session === undefined || again) {
      this.#session = { acr: request.acrValues[0] ?? switches.acr, authTime: now };
    }
    this.#signedOut = false;
    return this.#session;
  }

  #grant(
    { scopes, clientId, prompts }: AuthorizationRequest,
    sub: string,
    {
      switches,
      decision,
      silent,
    }: {
      readonly switches: StepscopeSwitches;
      readonly decision: Decision | undefined;
      readonly silent: boolean;
    },
  ): { readonly granted: ScopeSet; readonly unavailable: ScopeSet; readonly anew: ScopeSet } {
    const unavailable = scopes.intersection(ScopeSet.from(switches.unavailable ?? []));
    const declined = ScopeSet.from([
      ...(switches.declines ?? []),
      ...(decision?.declines ?? []),
      ...(switches.remembersRefusals && !prompts.includes('consent') ? this.#refused : []),
    ]);
    const revoked = ScopeSet.from(switches.revoked ?? []);
    const granted = scopes
      .difference(unavailable)
      .difference(declined)
      .difference(ScopeSet.from(switches.drops ?? []))
      .difference(silent ? revoked : ScopeSet.empty);
    this.#refused = this.#refused.union(scopes.intersection(declined)).difference(granted);
    const anew = granted.intersection(revoked);
    const all = this.#withEarlier(granted, `${clientId} ${sub}`);
    return { granted: all.difference(revoked.difference(anew)), unavailable, anew };
  }

  /** With what was granted before, where the provider adds it. */
  #withEarlier(granted: ScopeSet, key: string): ScopeSet {
    if (!this.#context.provider.additiveGrants) return granted;
    const earlier = (this.#consented.get(key) ?? ScopeSet.empty).union(
      granted.filter((scope) => !isProtocolScope(scope)),
    );
    this.#consented.set(key, earlier);
    return granted.union(earlier);
  }
}
