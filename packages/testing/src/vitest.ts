import { expect } from 'vitest';
import { challengeMatchers, type ChallengeMatchers } from './matchers/challenge-matchers.js';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-explicit-any, typescript/no-empty-object-type -- vitest declares it so
  interface Matchers<T = any> extends ChallengeMatchers<T> {}
}

expect.extend(challengeMatchers);
