import { describe, expect, test } from 'vitest';
import { KeySet } from './key-set.js';

const n = 'n'.repeat(342);
const rsa = { kty: 'RSA', kid: 'rsa', n, e: 'AQAB' };
const ec = { kty: 'EC', kid: 'ec', crv: 'P-256', x: 'x', y: 'y' };
const okp = { kty: 'OKP', kid: 'okp', crv: 'Ed25519', x: 'x' };
const setOf = (...keys: object[]): KeySet => KeySet.parse({ keys });

describe('refuses', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['no keys', {}, /not a JWK Set/],
    ['an object of keys', { keys: { a: rsa } }, /not a JWK Set/],
    ['a key that is a string', { keys: [rsa, 'rsa'] }, /not a JWK Set/],
    ['a key that is null', { keys: [null] }, /not a JWK Set/],
    ['101 keys [S3.07]', { keys: Array.from({ length: 101 }, () => ec) }, /It has 101 keys/],
  ])('%s', (_, jwks, message) => {
    expect(() => KeySet.parse(jwks)).toThrow(message);
  });

  test('not 100 keys', () => {
    const keys = Array.from({ length: 100 }, (_, index) => ({ ...ec, kid: `${index}` }));
    expect(setOf(...keys).find('ES256', '99')?.kid).toBe('99');
  });
});

describe('passes over', () => {
  test.each<[string, object]>([
    ['a symmetric key [S3.01]', { kty: 'oct', kid: 'k', k: 'secret' }],
    ['an unknown type', { kty: 'AKP', kid: 'k', pub: 'x' }],
    ['a key for encryption', { ...rsa, kid: 'k', use: 'enc' }],
    ['a key that may only sign', { ...rsa, kid: 'k', key_ops: ['sign'] }],
    ['key_ops that are no list', { ...rsa, kid: 'k', key_ops: 'verify' }],
    ['an RSA key without modulus', { kty: 'RSA', kid: 'k', e: 'AQAB' }],
    ['an RSA key of 1024 bits', { ...rsa, kid: 'k', n: 'n'.repeat(171) }],
    ['an EC key without y', { kty: 'EC', kid: 'k', crv: 'P-256', x: 'x' }],
    ['an alg that is a number', { ...rsa, kid: 'k', alg: 256 }],
  ])('%s', (_, jwk) => {
    const set = setOf(jwk, rsa);
    for (const alg of ['RS256', 'ES256', 'EdDSA']) expect(set.find(alg, 'k')).toBeUndefined();
    expect(set.find('RS256', 'rsa')).toBeDefined();
  });
});

describe('finds', () => {
  const set = setOf(rsa, ec, okp);
  test.each([
    ['RS256', 'rsa', 'rsa'],
    ['PS512', 'rsa', 'rsa'],
    ['ES256', 'ec', 'ec'],
    ['ES384', 'ec', undefined],
    ['EdDSA', 'okp', 'okp'],
    ['Ed25519', 'okp', 'okp'],
    ['RS256', 'ec', undefined],
    ['ES256', 'rsa', undefined],
    ['HS256', 'rsa', undefined],
    ['none', 'rsa', undefined],
    ['RS256', undefined, 'rsa'],
    ['ES256', undefined, 'ec'],
    ['RS256', '../rsa', undefined],
    ['RS256', '__proto__', undefined],
  ])('by %s and kid %s: %s', (alg, kid, found) => {
    expect(set.find(alg, kid)?.kid).toBe(found);
  });

  test('nothing where alg in the key says otherwise', () => {
    const bound = setOf({ ...rsa, alg: 'PS256' });
    expect(bound.find('PS256', 'rsa')).toBeDefined();
    expect(bound.find('RS256', 'rsa')).toBeUndefined();
  });

  test('nothing where two keys fit, with kid or without', () => {
    const twice = setOf(rsa, { ...rsa, e: 'AAEC' }, { ...rsa, kid: 'other' });
    expect(twice.find('RS256', 'rsa')).toBeUndefined();
    expect(twice.find('RS256', undefined)).toBeUndefined();
    expect(twice.find('RS256', 'other')).toBeDefined();
  });

  test('one where the same key is there twice', () => {
    expect(setOf(rsa, { ...rsa, x5c: [] }).find('RS256', undefined)).toBeDefined();
  });
});

test('keeps nothing private of a key that was published by mistake', () => {
  const key = setOf({ ...rsa, d: 'secret', p: 'secret' }).find('RS256', 'rsa');
  expect(key?.id).not.toContain('secret');
});
