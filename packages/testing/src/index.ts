export type { BrokenProof } from './dpop/broken-proof.js';
export {
  createDpopKey,
  type DpopKey,
  type DpopKeyOptions,
  type ProofOptions,
} from './dpop/create-dpop-key.js';
export type { IntrospectionClient, OpaqueOptions } from './introspection.js';
export type { Broken } from './mint-broken.js';
export type { MintOptions } from './mint-token.js';
export type { TestAlgorithm } from './signing/test-keys.js';
export { startTestIssuer, type TestIssuer, type TestIssuerOptions } from './start-test-issuer.js';
export type { Outage } from './test-outage.js';
