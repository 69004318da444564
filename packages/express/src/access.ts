import type { Requirement } from '@stepscope/core';
import type { UserAuthentication } from '@stepscope/resource-server';

/** What a guard asks, for the list of routes. */
export type Access = {
  /** It enforces nothing. */
  readonly shadow?: true;
  /** The resource server whose guard it is. */
  readonly owner?: object;
} & (
  | { readonly kind: 'required'; readonly requirement: Requirement; readonly action?: string }
  /** The requirement depends on the request. */
  | { readonly kind: 'per-request' }
  | { readonly kind: 'authenticated'; readonly authentication?: UserAuthentication }
  /** Credentials are verified if there are any. */
  | { readonly kind: 'optional' }
  | { readonly kind: 'public'; readonly reason: string }
);

const accessByGuard = new WeakMap<object, Access>();

/** Notes what `guard` asks, and returns it. */
export function marked<G extends object>(guard: G, access: Access): G {
  accessByGuard.set(guard, access);
  return guard;
}

/** What a handler asks; undefined for one that is no guard of ours. */
export function accessOf(handler: object): Access | undefined {
  return accessByGuard.get(handler);
}
