export type { Broken } from './mint-broken.js';
export type { MintOptions } from './mint-token.js';
export { startTestIssuer, type TestIssuer, type TestIssuerOptions } from './start-test-issuer.js';
export type { TestAlgorithm } from './test-keys.js';
export type { Outage } from './test-outage.js';
