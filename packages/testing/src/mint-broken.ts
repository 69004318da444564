import { unknownName } from '@stepscope/core';
import { base64url } from 'jose';
import type { MintContext } from './mint-token.js';
import {
  claims,
  header,
  headerText,
  payloadText,
  signedWithPublicPem,
  text,
  unknownCritical,
  unsigned,
  wrongSignature,
  type Defect,
} from './signing/defect.js';

/**
 * What can be wrong with a minted token. Each name stands for exactly one defect: of the claims, of
 * the header, of the signature, or of the text.
 */
export type Broken =
  // Claims
  | 'expired'
  | 'not-yet-valid'
  | 'future-iat'
  | 'infinite-exp'
  | 'no-exp'
  | 'no-iat'
  | 'no-iss'
  | 'no-aud'
  | 'no-sub'
  | 'no-client-id'
  | 'no-jti'
  | 'issuer'
  | 'issuer-array'
  | 'issuer-trailing-slash'
  | 'audience'
  | 'audience-nested'
  /** Carries `cnf`: bound to a key, so that no Bearer request may use it (RFC 9449 §7.2). */
  | 'bound'
  | 'duplicate-claim'
  | 'invalid-utf8'
  | 'not-an-object'
  // Header
  | 'typ'
  | 'no-typ'
  | 'alg-none'
  | 'alg-none-mixed-case'
  | 'hs256-with-public-key'
  | 'unknown-kid'
  | 'kid-path'
  | 'crit'
  | 'b64'
  | 'b64-without-crit'
  | 'duplicate-header'
  // Signature
  | 'signature'
  | 'empty-signature'
  | 'zero-signature'
  // Text
  | 'non-canonical'
  | 'standard-alphabet'
  | 'padding'
  | 'two-parts'
  | 'five-parts'
  | 'too-long';

/**
 * How `broken` is done.
 * @throws {TypeError} for a defect that is not there, naming the nearest one.
 */
export function defectOf(broken: Broken): Defect<MintContext> {
  if (!Object.hasOwn(defects, broken)) {
    throw new TypeError(unknownName('defect', broken, Object.keys(defects)));
  }
  return defects[broken];
}

const defects: Record<Broken, Defect<MintContext>> = {
  expired: claims(({ issuedAt }) => ({ iat: issuedAt - 3600, exp: issuedAt - 3300 })),
  'not-yet-valid': claims(({ issuedAt }) => ({ nbf: issuedAt + 3600 })),
  'future-iat': claims(({ issuedAt }) => ({ iat: issuedAt + 3600, exp: issuedAt + 3900 })),
  'infinite-exp': payloadText((text) => text.replace(/"exp":\d+/, '"exp":1e400')),
  'no-exp': claims(() => ({ exp: undefined })),
  'no-iat': claims(() => ({ iat: undefined })),
  'no-iss': claims(() => ({ iss: undefined })),
  'no-aud': claims(() => ({ aud: undefined })),
  'no-sub': claims(() => ({ sub: undefined })),
  'no-client-id': claims(() => ({ client_id: undefined })),
  'no-jti': claims(() => ({ jti: undefined })),
  issuer: claims(() => ({ iss: 'https://another-issuer.example' })),
  'issuer-array': claims(({ issuer }) => ({ iss: [issuer] })),
  'issuer-trailing-slash': claims(({ issuer }) => ({ iss: `${issuer}/` })),
  audience: claims(() => ({ aud: 'https://another-resource.example' })),
  'audience-nested': claims(({ audience }) => ({ aud: [[audience]] })),
  bound: claims(() => ({ cnf: { jkt: base64url.encode(new Uint8Array(32).fill(7)) } })),
  'duplicate-claim': payloadText((text) => text.replace(/^\{/, '{"scope":"","sc\\u006fpe":"",')),
  'invalid-utf8': {
    change(draft) {
      const text = JSON.stringify({ ...draft.claims, note: 'X' });
      const payload = new TextEncoder().encode(text);
      payload[payload.length - 3] = 0xff;
      draft.payload = payload;
    },
  },
  'not-an-object': payloadText((text) => `[${text}]`),

  typ: header(() => ({ typ: 'JWT' })),
  'no-typ': header(() => ({ typ: undefined })),
  'alg-none': unsigned('none'),
  'alg-none-mixed-case': unsigned('nOnE'),
  'hs256-with-public-key': signedWithPublicPem(),
  'unknown-kid': header(() => ({ kid: 'no-such-key' })),
  'kid-path': header(() => ({ kid: "../../../dev/null' OR 1=1 --\n" })),
  crit: unknownCritical,
  b64: headerText((text) => text.replace(/^\{/, '{"crit":["b64"],"b64":true,')),
  'b64-without-crit': headerText((text) => text.replace(/^\{/, '{"b64":false,')),
  'duplicate-header': headerText((text) => text.replace(/^\{/, '{"alg":"none",')),

  signature: wrongSignature,
  'empty-signature': text(([header, payload]) => `${header}.${payload}.`),
  'zero-signature': text(([header, payload, signature]) => {
    const zeros = new Uint8Array(base64url.decode(signature).length);
    return `${header}.${payload}.${base64url.encode(zeros)}`;
  }),

  'non-canonical': text(([header, payload, signature]) => {
    // Signatures of 256 bytes (RSA) and of 64 (ES256, Ed25519) leave four bits of the last character unused.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet[alphabet.indexOf(signature.at(-1)!) ^ 1]!;
    return `${header}.${payload}.${signature.slice(0, -1)}${last}`;
  }),
  'standard-alphabet': {
    change(draft) {
      // Five "?" make sure that there is a character which the two alphabets spell differently.
      draft.claims['note'] = '?????';
      draft.spell = (part) => part.replaceAll('-', '+').replaceAll('_', '/');
    },
  },
  padding: text(([header, payload, signature]) => `${header}.${payload}.${signature}==`),
  'two-parts': text(([header, payload]) => `${header}.${payload}`),
  'five-parts': text(([header, payload, signature]) =>
    [header, payload, signature, payload, signature].join('.'),
  ),
  'too-long': claims(() => ({ note: 'x'.repeat(8 * 1024) })),
};
