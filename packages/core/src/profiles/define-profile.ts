import type { ProviderProfile } from './provider-profile.js';

/** `profile`, frozen with all that is in it: one object serves every client and resource server. */
export function defineProfile(profile: ProviderProfile): ProviderProfile {
  return deepFreeze(profile);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member);
    Object.freeze(value);
  }
  return value;
}
