export {
  challengeMatchers,
  toBeInsufficientScope,
  toBeInsufficientUserAuthentication,
  toBeInvalidDpopProof,
  toBeInvalidRequest,
  toBeInvalidToken,
  toBeIssuerUnavailable,
  toBeMissingCredentials,
  toHaveChallenge,
  toRequireDpopNonce,
  type ChallengeMatchers,
  type ExpectedRefusal,
  type MatchResult,
} from './matchers/challenge-matchers.js';
export type { ExpectedChallenge } from './matchers/match-challenge.js';
export type { ReceivedAnswer } from './matchers/received-answer.js';
