import {
  base64url,
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  EmbeddedJWK,
  importJWK,
  jwtVerify,
  type JWTVerifyResult,
} from 'jose';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startTestIssuer } from '../start-test-issuer.js';
import { createDpopKey, type DpopKey, type ProofOptions } from './create-dpop-key.js';
import type { BrokenProof } from './broken-proof.js';

const now = (): number => Date.UTC(2026, 10, 22, 12);
const call = { method: 'PATCH', url: 'https://api.example/files/7?full#top', accessToken: 'a.b.c' };
const ath = 'nX6kaSeE4dqqi6cA1tqAU6AimYHlvzn4Lkz4h0vKXfU';

let key: DpopKey;
beforeAll(async () => {
  key = await createDpopKey({ now });
});

function verify(proof: string): Promise<JWTVerifyResult> {
  return jwtVerify(proof, EmbeddedJWK, {
    typ: 'dpop+jwt',
    currentDate: new Date(now()),
    maxTokenAge: '5m',
    requiredClaims: ['htm', 'htu', 'iat', 'jti', 'ath'],
  });
}

describe('a proof', () => {
  test.each(['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] as const)(
    'by %s is signed with the key that it carries',
    async (algorithm) => {
      const own = await createDpopKey({ algorithm, now });
      const { protectedHeader } = await verify(await own.proof(call));
      expect(protectedHeader).toEqual({ alg: algorithm, typ: 'dpop+jwt', jwk: own.jwk });
      expect(await calculateJwkThumbprint(own.jwk)).toBe(own.jkt);
      expect(Object.keys(own.jwk)).not.toContain('d');
    },
  );

  test('names the method, the URL without query and fragment, and the token by its hash', async () => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('a.b.c'));
    const { jti, ...claims } = decodeJwt(await key.proof({ ...call, nonce: 'n' }));
    expect(claims).toEqual({
      htm: 'PATCH',
      htu: 'https://api.example/files/7',
      iat: now() / 1000,
      ath: base64url.encode(new Uint8Array(digest)),
      nonce: 'n',
    });
    expect(jti).not.toBe(decodeJwt(await key.proof(call)).jti);
  });

  test('takes jti, claims and header parameters from the options', async () => {
    const proof = await key.proof({
      ...call,
      jti: 'once',
      claims: { htm: 'GET', htu: undefined },
      header: { typ: 'x' },
    });
    expect(decodeJwt(proof)).toMatchObject({ jti: 'once', htm: 'GET' });
    expect(decodeJwt(proof)).not.toHaveProperty('htu');
    expect(decodeProtectedHeader(proof)).toMatchObject({ typ: 'x', jwk: key.jwk });
  });
});

describe('a broken proof', () => {
  // What jose sees by itself. The other defects are those that it lets pass: see the next table.
  test.each<[BrokenProof, string]>([
    ['empty', 'ERR_JWS_INVALID'],
    ['not-a-jwt', 'ERR_JWS_INVALID'],
    ['two-proofs', 'ERR_JWS_INVALID'],
    ['typ', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-typ', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-jwk', 'ERR_JWS_INVALID'],
    ['symmetric-jwk', 'ERR_JWS_INVALID'],
    ['private-jwk', 'ERR_JWS_INVALID'],
    ['other-jwk', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['crit', 'ERR_JOSE_NOT_SUPPORTED'],
    ['no-htm', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-htu', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-iat', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['iat-old', 'ERR_JWT_EXPIRED'],
    ['iat-future', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['iat-text', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-jti', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-ath', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['empty-signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  ])('by "%s" makes jose answer %s', async (broken, code) => {
    await expect(verify(await key.proof({ ...call, broken }))).rejects.toMatchObject({ code });
  });

  test.each<[BrokenProof, (claims: Record<string, unknown>) => void]>([
    ['too-long', ({ note }) => expect(String(note).length).toBeGreaterThan(8000)],
    ['htm', ({ htm }) => expect(htm).toBe('POST')],
    ['htm-lowercase', ({ htm }) => expect(htm).toBe('patch')],
    ['htu', ({ htu }) => expect(htu).toBe('https://api.example/files/another-path')],
    ['htu-host', ({ htu }) => expect(htu).toBe('https://other.example/files/7')],
    ['htu-scheme', ({ htu }) => expect(htu).toBe('http://api.example/files/7')],
    ['htu-relative', ({ htu }) => expect(htu).toBe('/files/7')],
    ['jti-empty', ({ jti }) => expect(jti).toBe('')],
    ['jti-number', ({ jti }) => expect(jti).toBe(7)],
    ['ath', (claims) => expect(claims['ath']).not.toBe(ath)],
    ['other-key', () => undefined],
    ['duplicate-claim', ({ htm }) => expect(htm).toBe('PATCH')],
  ])('by "%s" is signed rightly, so that jose alone does not see it', async (broken, check) => {
    const { payload, protectedHeader } = await verify(await key.proof({ ...call, broken }));
    check(payload);
    const jkt = await calculateJwkThumbprint(protectedHeader['jwk'] as object);
    expect(jkt === key.jkt).toBe(broken !== 'other-key');
  });

  test('by "iat-infinite" says 1e400', async () => {
    const [, payload = ''] = (await key.proof({ ...call, broken: 'iat-infinite' })).split('.');
    expect(new TextDecoder().decode(base64url.decode(payload))).toContain('"iat":1e400');
  });

  test('by "alg-none" has no signature, whatever the alphabet of its claims', async () => {
    const proof = await key.proof({ ...call, broken: 'alg-none' });
    expect(proof.endsWith('.')).toBe(true);
    expect(decodeProtectedHeader(proof)).toMatchObject({ alg: 'none', jwk: key.jwk });
  });

  test('by "hs256-with-public-key" is an HMAC under an asymmetric key', async () => {
    const proof = await key.proof({ ...call, broken: 'hs256-with-public-key' });
    expect(decodeProtectedHeader(proof)).toMatchObject({ alg: 'HS256', jwk: key.jwk });
  });

  test('by "symmetric-jwk" is right by the secret that it carries', async () => {
    const proof = await key.proof({ ...call, broken: 'symmetric-jwk' });
    const { jwk } = decodeProtectedHeader(proof) as { readonly jwk: object };
    const secret = await importJWK(jwk, 'HS256');
    expect((await jwtVerify(proof, secret, { currentDate: new Date(now()) })).payload.htm).toBe(
      'PATCH',
    );
  });
});

test.each<[string, Partial<ProofOptions>, string]>([
  ['a defect', { broken: 'htn' as BrokenProof }, 'Unknown defect "htn". Did you mean "htm"?'],
  ['an option', { token: 'x' } as Partial<ProofOptions>, 'Unknown option of proof "token"'],
])('%s that is not there is a TypeError', async (_, options, message) => {
  const proving = key.proof({ ...call, ...options });
  await expect(proving).rejects.toThrow(TypeError);
  await expect(proving).rejects.toThrow(message);
});

test('an issuer binds a token to the key by its thumbprint', async () => {
  const issuer = await startTestIssuer({ algorithms: ['ES256'] });
  onTestFinished(() => issuer.close());
  expect(decodeJwt(await issuer.mint({ dpopKey: key }))).toMatchObject({ cnf: { jkt: key.jkt } });
});
