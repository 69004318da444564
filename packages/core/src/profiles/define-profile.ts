import { deepFreeze } from '../support/deep-freeze.js';
import type { ProviderProfile } from './provider-profile.js';

/** `profile`, frozen with all that is in it: one object serves every client and resource server. */
export function defineProfile(profile: ProviderProfile): ProviderProfile {
  return deepFreeze(profile);
}
