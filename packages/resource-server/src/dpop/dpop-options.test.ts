import { defineCatalogue } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { createResourceServer, InvalidOptionError, type DpopOptions } from '../index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const create = (dpop: unknown): unknown =>
  createResourceServer({
    issuer: 'https://issuer.example',
    resource: 'https://api.example',
    catalogue,
    dpop: dpop as DpopOptions,
  });
const secret = 'x'.repeat(32);

describe('refuses at construction', () => {
  test.each<[string, unknown, string]>([
    ['true', true, 'dpop is not an object: pass {}, or leave it out.'],
    ['false', false, 'dpop is not an object'],
    ['null', null, 'dpop is not an object'],
    ['a misspelt option', { requird: true }, 'Unknown option of dpop "requird". Did you mean'],
    ['required that is a text', { required: 'yes' }, 'dpop.required is neither true nor false'],
    ['no algorithms', { algorithms: [] }, 'dpop.algorithms is empty'],
    ['HS256', { algorithms: ['HS256'] }, 'dpop.algorithms holds "HS256"'],
    ['an algorithm that is no text', { algorithms: [7] }, 'dpop.algorithms holds 7'],
    ['a relative publicUrl', { publicUrl: '/v1' }, 'dpop.publicUrl is not an absolute URL'],
    ['no tolerance', { iatToleranceSeconds: 0 }, 'dpop.iatToleranceSeconds is no number from'],
    ['too much tolerance', { iatToleranceSeconds: 301 }, 'dpop.iatToleranceSeconds'],
    ['no number as tolerance', { iatToleranceSeconds: NaN }, 'dpop.iatToleranceSeconds'],
    ['a tolerance as text', { iatToleranceSeconds: '60' }, 'dpop.iatToleranceSeconds'],
    ['nonce: true', { nonce: true }, 'dpop.nonce is not an object: pass false or {}.'],
    ['a misspelt option of nonce', { nonce: { secret } }, 'Unknown option of dpop.nonce "secret"'],
    ['no secrets', { nonce: { secrets: [] } }, 'dpop.nonce.secrets is no list of texts'],
    ['a secret that is no list', { nonce: { secrets: secret } }, 'dpop.nonce.secrets is no list'],
    ['a short secret', { nonce: { secrets: [secret, 'short'] } }, 'dpop.nonce.secrets is no list'],
    ['a short lifetime', { nonce: { lifetimeSeconds: 9 } }, 'dpop.nonce.lifetimeSeconds'],
    ['a long lifetime', { nonce: { lifetimeSeconds: 301 } }, 'dpop.nonce.lifetimeSeconds'],
    ['half a second', { nonce: { lifetimeSeconds: 10.5 } }, 'dpop.nonce.lifetimeSeconds'],
    ['a client as store', { replayStore: { set: () => 'OK' } }, 'dpop.replayStore is no store'],
    ['null as store', { replayStore: null }, 'dpop.replayStore is no store'],
  ])('%s', (_, dpop, message) => {
    expect(() => create(dpop)).toThrow(InvalidOptionError);
    expect(() => create(dpop)).toThrow(TypeError);
    expect(() => create(dpop)).toThrow(message);
  });
});

test('a refused secret is not repeated', () => {
  expect(() => create({ nonce: { secrets: ['short-secret'] } })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('short-secret') as string }),
  );
});

test.each([undefined, {}, { nonce: false }, { nonce: { secrets: [secret] } }])(
  'takes %j',
  (dpop) => {
    expect(() => create(dpop)).not.toThrow();
  },
);
