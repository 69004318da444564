import { CompactSign, generateKeyPair, type CryptoKey } from 'jose';
import { KeyObject, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifySignature } from './node-crypto.js';
import { signatureAlgorithms, type SignatureAlgorithm } from './token/signature-algorithms.js';

async function signed(algorithm: SignatureAlgorithm) {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jws = await new CompactSign(Buffer.from('{}'))
    .setProtectedHeader({ alg: algorithm })
    .sign(privateKey);
  const dot = jws.lastIndexOf('.');
  const data = Buffer.from(jws.slice(0, dot));
  const signature = Buffer.from(jws.slice(dot + 1), 'base64url');
  return { algorithm, key: publicKey, privateKey, data, signature };
}

function says(input: Parameters<typeof verifySignature>[0]): boolean {
  try {
    return verifySignature(input) === true;
  } catch {
    return false;
  }
}

describe.each(signatureAlgorithms)('%s', (algorithm) => {
  test('says yes to what jose has signed, and no to anything else', async () => {
    const input = await signed(algorithm);
    expect(says(input)).toBe(true);
    const changed = Buffer.from(input.signature);
    changed[5]! ^= 1;
    for (const signature of [
      changed,
      Buffer.alloc(input.signature.length),
      Buffer.alloc(0),
      input.signature.subarray(1),
      Buffer.concat([input.signature, Buffer.alloc(1)]),
    ]) {
      expect(says({ ...input, signature })).toBe(false);
    }
    expect(says({ ...input, data: Buffer.from('{"other":1}') })).toBe(false);
  });

  test('says no to the key of every other algorithm', async () => {
    const input = await signed(algorithm);
    for (const other of signatureAlgorithms) {
      const sameKeys = new Set<string>(['EdDSA', 'Ed25519']);
      if (other === algorithm || (sameKeys.has(other) && sameKeys.has(algorithm))) continue;
      expect(says({ ...input, algorithm: other })).toBe(false);
    }
  });
});

test('says no to an ECDSA signature in DER [S3.06]', async () => {
  const input = await signed('ES256');
  const key = KeyObject.from(input.privateKey as Parameters<typeof KeyObject.from>[0]);
  expect(says({ ...input, signature: sign('sha256', input.data, key) })).toBe(false);
});

test('says no to an RSA key of less than 2048 bits', async () => {
  const { subtle } = globalThis.crypto;
  const kind = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 1024,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const { publicKey, privateKey } = await subtle.generateKey(kind, true, ['sign', 'verify']);
  const data = Buffer.from('data');
  const signature = Buffer.from(await subtle.sign(kind.name, privateKey, data));
  const key = publicKey as CryptoKey;
  expect(says({ algorithm: 'RS256', key, data, signature })).toBe(false);
});
