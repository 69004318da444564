import { createFakeBrowser } from '@stepscope/testing/msw';
import { calculateJwkThumbprint, decodeJwt, EmbeddedJWK, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import type { SharedRecords } from '../browser/shared-records.js';
import type { AccessTokenScheme } from '../tokens/access-token-scheme.js';
import { dpop } from './dpop.js';

const issuer = 'https://login.example';
const files = { method: 'GET', url: 'https://api.example/v1/files?view=list#top' };

const newRecords = () => createFakeBrowser({ url: 'https://app.example' }).records;

const schemeOn = (records: SharedRecords, clientId = 'web'): AccessTokenScheme =>
  dpop()({ issuer, clientId, records });

const refusingRecords: SharedRecords = {
  update: () => Promise.reject(new DOMException('Storage is blocked.', 'SecurityError')),
};

describe('the proof of a call', () => {
  test('[S1.16] names method, URL without query and token, and is signed by the key it shows', async () => {
    const scheme = schemeOn(newRecords());
    const sent = await scheme.forCall('the-token', { ...files, method: 'PATCH' });
    expect(sent['Authorization']).toBe('DPoP the-token');
    const { payload, protectedHeader } = await jwtVerify(sent['DPoP'] ?? '', EmbeddedJWK);
    expect(protectedHeader).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256' });
    expect(protectedHeader.jwk).not.toHaveProperty('d');
    expect(await calculateJwkThumbprint(protectedHeader.jwk ?? {})).toBe(await scheme.keyId());
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('the-token'));
    expect(payload).toEqual({
      htm: 'PATCH',
      htu: 'https://api.example/v1/files',
      ath: Buffer.from(hash).toString('base64url'),
      jti: expect.stringMatching(/^[\w-]{20,}$/),
      iat: expect.any(Number),
    });
  });

  test('is a new one each time', async () => {
    const scheme = schemeOn(newRecords());
    const proofs = await Promise.all([1, 2, 3].map(() => scheme.forCall('t', files)));
    expect(new Set(proofs.map((sent) => decodeJwt(sent['DPoP'] ?? '').jti)).size).toBe(3);
  });

  test('[S1.18] carries the last nonce of the API’s origin, and of no other', async () => {
    const scheme = schemeOn(newRecords());
    const nonceFor = async (url: string): Promise<unknown> =>
      decodeJwt((await scheme.forCall('t', { method: 'GET', url }))['DPoP'] ?? '')['nonce'];
    scheme.noteNonce(files.url, 'first');
    scheme.noteNonce('https://other.example/x', 'of-another');
    scheme.noteNonce('https://api.example/elsewhere', 'second');
    scheme.noteNonce(files.url, null);
    expect(await nonceFor(files.url)).toBe('second');
    expect(await nonceFor('https://other.example/y')).toBe('of-another');
    expect(await nonceFor('http://localhost:3000/y')).toBeUndefined();
  });
});

describe('the key', () => {
  test('is kept as a record that no script can extract, and found again by the next page', async () => {
    const records = newRecords();
    const made = await schemeOn(records).keyId();
    const [kept] = Object.values(records.entries()) as CryptoKeyPair[];
    expect(kept?.privateKey).toMatchObject({ type: 'private', extractable: false });
    await expect(crypto.subtle.exportKey('jwk', kept?.privateKey as CryptoKey)).rejects.toThrow();
    expect(await schemeOn(records).keyId()).toBe(made);
  });

  test('is one, where two pages make it at the same time', async () => {
    const records = newRecords();
    const [first, second] = await Promise.all([
      schemeOn(records).keyId(),
      schemeOn(records).keyId(),
    ]);
    expect(first).toBe(second);
  });

  test('is another one for another client', async () => {
    const records = newRecords();
    expect(await schemeOn(records, 'other').keyId()).not.toBe(await schemeOn(records).keyId());
  });

  test('is a new one after it was forgotten everywhere, and the kept one otherwise', async () => {
    const records = newRecords();
    const scheme = schemeOn(records);
    const first = await scheme.keyId();
    await scheme.forget();
    expect(await scheme.keyId()).toBe(first);
    await scheme.forget({ everywhere: true });
    expect(records.entries()).toEqual({});
    expect(await scheme.keyId()).not.toBe(first);
  });

  test('lives as long as the page where the browser refuses to store it', async () => {
    const scheme = schemeOn(refusingRecords);
    expect(await scheme.keyId()).toBe(await scheme.keyId());
    await scheme.forget({ everywhere: true });
  });

  test('that was put there by somebody who can read it is not used', async () => {
    const records = newRecords();
    await schemeOn(records).keyId();
    const [key = ''] = Object.keys(records.entries());
    const planted = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    await records.update(key, () => planted);
    await schemeOn(records).keyId();
    expect(records.entries()[key]).toMatchObject({ privateKey: { extractable: false } });
  });
});
