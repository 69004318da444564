import { unknownName } from '@stepscope/core';
import { base64url, exportJWK } from 'jose';
import {
  claims,
  header,
  payloadText,
  signedWithPublicPem,
  text,
  unknownCritical,
  unsigned,
  wrongSignature,
  type Defect,
} from '../signing/defect.js';
import { bareJwk, generateTestKey, type TestKey } from '../signing/test-keys.js';

/** What can be wrong with a DPoP proof (RFC 9449 §4.3). Each name stands for exactly one defect. */
export type BrokenProof =
  // Form
  | 'empty'
  | 'not-a-jwt'
  /** Two proofs in one header, as Node joins two headers. */
  | 'two-proofs'
  | 'too-long'
  // Header
  | 'typ'
  | 'no-typ'
  | 'alg-none'
  | 'hs256-with-public-key'
  /** `jwk` is a symmetric key, and the proof is right by it. */
  | 'symmetric-jwk'
  | 'no-jwk'
  /** `jwk` holds the private key as well. */
  | 'private-jwk'
  /** `jwk` is another key than the one that signed. */
  | 'other-jwk'
  /** A right proof, by another key than the token is bound to (RFC 9449 §7.1). */
  | 'other-key'
  | 'crit'
  // Claims
  | 'no-htm'
  | 'htm'
  | 'htm-lowercase'
  | 'no-htu'
  | 'htu'
  | 'htu-host'
  | 'htu-scheme'
  | 'htu-relative'
  | 'no-iat'
  | 'iat-old'
  | 'iat-future'
  | 'iat-infinite'
  | 'iat-text'
  | 'no-jti'
  | 'jti-empty'
  | 'jti-number'
  | 'no-ath'
  | 'ath'
  | 'duplicate-claim'
  // Signature
  | 'signature'
  | 'empty-signature';

export interface ProofContext {
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly key: TestKey;
}

/**
 * How a proof is broken.
 * @throws {TypeError} for a defect that is not there, naming the nearest one.
 */
export function proofDefectOf(broken: BrokenProof): Defect<ProofContext> {
  if (!Object.hasOwn(defects, broken)) {
    throw new TypeError(unknownName('defect', broken, Object.keys(defects)));
  }
  return defects[broken];
}

const defects: Record<BrokenProof, Defect<ProofContext>> = {
  empty: { alter: () => '' },
  'not-a-jwt': { alter: () => 'not-a-jwt' },
  'two-proofs': { alter: (proof) => `${proof}, ${proof}` },
  'too-long': claims(() => ({ note: 'x'.repeat(8 * 1024) })),

  typ: header(() => ({ typ: 'JWT' })),
  'no-typ': header(() => ({ typ: undefined })),
  'alg-none': unsigned('none'),
  'hs256-with-public-key': signedWithPublicPem(),
  'symmetric-jwk': {
    change(draft) {
      const secret = crypto.getRandomValues(new Uint8Array(32));
      Object.assign(draft.header, {
        alg: 'HS256',
        jwk: { kty: 'oct', k: base64url.encode(secret) },
      });
      draft.secret = secret;
    },
  },
  'no-jwk': header(() => ({ jwk: undefined })),
  'private-jwk': {
    async change(draft, { key }) {
      draft.header['jwk'] = await exportJWK(key.privateKey);
    },
  },
  'other-jwk': {
    async change(draft, { key }) {
      draft.header['jwk'] = bareJwk(await generateTestKey(key.algorithm, 'other'));
    },
  },
  'other-key': {
    async change(draft, { key }) {
      draft.signer = await generateTestKey(key.algorithm, 'other');
      draft.header['jwk'] = bareJwk(draft.signer);
    },
  },
  crit: unknownCritical,

  'no-htm': claims(() => ({ htm: undefined })),
  htm: changed('htm', (method) => (method === 'POST' ? 'GET' : 'POST')),
  'htm-lowercase': changed('htm', (method) => method.toLowerCase()),
  'no-htu': claims(() => ({ htu: undefined })),
  htu: changed('htu', (url) => new URL('another-path', url).href),
  'htu-host': changed('htu', (url) => Object.assign(new URL(url), { host: 'other.example' }).href),
  'htu-scheme': changed('htu', (url) =>
    url.startsWith('https:') ? url.replace('https:', 'http:') : url.replace('http:', 'https:'),
  ),
  'htu-relative': changed('htu', (url) => new URL(url).pathname),
  'no-iat': claims(() => ({ iat: undefined })),
  'iat-old': claims(({ issuedAt }) => ({ iat: issuedAt - 3600 })),
  'iat-future': claims(({ issuedAt }) => ({ iat: issuedAt + 3600 })),
  'iat-infinite': payloadText((json) => json.replace(/"iat":\d+/, '"iat":1e400')),
  'iat-text': claims(({ issuedAt }) => ({ iat: String(issuedAt) })),
  'no-jti': claims(() => ({ jti: undefined })),
  'jti-empty': claims(() => ({ jti: '' })),
  'jti-number': claims(() => ({ jti: 7 })),
  'no-ath': claims(() => ({ ath: undefined })),
  ath: claims(() => ({ ath: base64url.encode(new Uint8Array(32).fill(7)) })),
  'duplicate-claim': payloadText((json) =>
    json.replace(/^\{/, '{"htm":"TRACE","\\u0068tm":"TRACE",'),
  ),

  signature: wrongSignature,
  'empty-signature': text(([head, payload]) => `${head}.${payload}.`),
};

function changed(name: 'htm' | 'htu', change: (value: string) => string): Defect<ProofContext> {
  return {
    change: (draft) => void (draft.claims[name] = change(String(draft.claims[name]))),
  };
}
