import { describe, expect, test } from 'vitest';
import { createNonces, type NonceContext, type Nonces } from './nonces.js';

const secret = 'a secret of this test, 32 or longer';
const other = 'another secret, of 32 or more characters';
let nowMs = 1_700_000_100_000;

const nonces = (change: Partial<NonceContext> = {}): Nonces =>
  createNonces({
    secrets: [secret],
    lifetimeSeconds: 300,
    clockToleranceSeconds: 5,
    now: () => nowMs,
    ...change,
  });

async function verdictOf(node: Nonces, nonce: unknown): Promise<string> {
  return (await node.judge(nonce)).status;
}

describe('[S1.18] a nonce', () => {
  test('is the same for a slice of time, then another one, and is accepted for one slice more', async () => {
    nowMs = 300_000 * 1000;
    const node = nonces();
    const nonce = await node.current();
    nowMs += 299_999;
    expect(await node.current()).toBe(nonce);
    expect(await verdictOf(node, nonce)).toBe('current');
    nowMs += 1;
    expect(await node.current()).not.toBe(nonce);
    expect(await verdictOf(node, nonce)).toBe('old');
    nowMs += 299_999;
    expect(await node.judge(nonce)).toEqual({ status: 'old', endsAtSeconds: (nowMs + 1) / 1000 });
    nowMs += 1;
    expect(await verdictOf(node, nonce)).toBe('refused');
  });

  test('has only the characters of RFC 9449 §8.1', async () => {
    expect(await nonces().current()).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  test('of another node with the same secret is accepted, also if its clock is ahead', async () => {
    nowMs = 300_000 * 1000 - 3000;
    const ahead = nonces({ now: () => nowMs + 4000 });
    expect(await verdictOf(nonces(), await ahead.current())).toBe('current');
    nowMs -= 3000;
    const far = nonces({ now: () => nowMs + 6000 });
    expect(await verdictOf(nonces(), await far.current())).toBe('refused');
  });

  test('of the former secret is accepted while that one is listed, and replaced', async () => {
    const old = await nonces().current();
    const rotated = nonces({ secrets: [other, secret] });
    expect(await verdictOf(rotated, old)).toBe('old');
    expect(await verdictOf(nonces({ secrets: [other] }), old)).toBe('refused');
    // A node that does not know the new secret yet, except as the second one.
    expect(await verdictOf(nonces({ secrets: [secret, other] }), await rotated.current())).toBe(
      'old',
    );
  });

  test.each<[string, Partial<NonceContext>]>([
    ['another secret', { secrets: [other] }],
    ['another lifetime', { lifetimeSeconds: 299 }],
  ])('of %s is refused', async (_, change) => {
    expect(await verdictOf(nonces(), await nonces(change).current())).toBe('refused');
  });

  test.each<[string, (nonce: string) => string]>([
    ['nothing', () => ''],
    ['text', () => 'nonce'],
    ['another MAC', (nonce) => nonce.replace(/\..*/, `.${'A'.repeat(43)}`)],
    ['a MAC with spare bits', (nonce) => nonce.slice(0, -1) + next(nonce.at(-1)!)],
    ['a shorter MAC', (nonce) => nonce.slice(0, -1)],
    ['a longer one', (nonce) => `${nonce}A`],
    ['the slice before', (nonce) => nonce.replace(/^\d+/, (slice) => String(Number(slice) - 1))],
    ['a leading zero', (nonce) => `0${nonce}`],
    ['a negative slice', (nonce) => `-${nonce}`],
    ['a line break', (nonce) => `${nonce}\n`],
  ])('that is changed to %s is refused', async (_, change) => {
    const node = nonces();
    expect(await verdictOf(node, change(await node.current()))).toBe('refused');
  });
});

/** The neighbour of `character` in the alphabet of base64url, which differs from it in the last bit. */
function next(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(character) ^ 1]!;
}
