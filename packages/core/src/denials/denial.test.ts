import { describe, expect, test } from 'vitest';
import { ScopeSet } from '../scopes/scope-set.js';
import { denial } from './denial.js';
import { isProblem } from './problem.js';

const context = {
  realm: 'files',
  resourceMetadata: 'https://api.example/.well-known/oauth-protected-resource',
};
const metadata = `resource_metadata="${context.resourceMetadata}"`;

describe('denial', () => {
  test('without credentials: 401 and no error code', () => {
    const { status, headers, body } = denial({
      ...context,
      code: 'MISSING_CREDENTIALS',
      alternatives: [ScopeSet.of('b', 'a'), ScopeSet.of('c')],
    });
    expect(status).toBe(401);
    expect(headers).toEqual({
      'Cache-Control': 'no-store',
      'Content-Type': 'application/problem+json',
      'WWW-Authenticate': `Bearer realm="files", scope="c", ${metadata}`,
    });
    expect(body).toMatchObject({ code: 'MISSING_CREDENTIALS', required: [['a', 'b'], ['c']] });
    expect(body).not.toHaveProperty('error');
  });

  test('without credentials and without a requirement: no scope', () => {
    const { headers } = denial({ ...context, code: 'MISSING_CREDENTIALS' });
    expect(headers['WWW-Authenticate']).toBe(`Bearer realm="files", ${metadata}`);
  });

  test.each([
    ['INVALID_REQUEST', 400, 'invalid_request'],
    ['INVALID_TOKEN', 401, 'invalid_token'],
  ] as const)('%s: %i with %s', (code, status, error) => {
    const result = denial({ ...context, code, detail: 'It is "broken".' });
    expect(result.status).toBe(status);
    expect(result.headers['WWW-Authenticate']).toBe(
      `Bearer realm="files", error="${error}", error_description="It is broken.", ${metadata}`,
    );
    expect(result.body).toMatchObject({ code, error, status, detail: 'It is "broken".' });
  });

  test('short of scopes: 403 naming the whole alternative that lacks least', () => {
    const { status, headers, body } = denial({
      ...context,
      code: 'INSUFFICIENT_SCOPE',
      action: 'files.create',
      required: ScopeSet.of('files:write', 'files:read'),
      alternatives: [ScopeSet.of('files:write', 'files:read'), ScopeSet.of('files:admin')],
      granted: ScopeSet.of('files:read'),
      missing: ScopeSet.of('files:write'),
    });
    expect(status).toBe(403);
    expect(headers['WWW-Authenticate']).toBe(
      `Bearer realm="files", error="insufficient_scope", error_description="The access token lacks files:write.", scope="files:read files:write", ${metadata}`,
    );
    expect(body).toEqual({
      type: 'urn:stepscope:problem:insufficient-scope',
      title: 'The access token lacks a permission',
      status: 403,
      detail: 'The access token lacks files:write.',
      code: 'INSUFFICIENT_SCOPE',
      error: 'insufficient_scope',
      action: 'files.create',
      required: [['files:read', 'files:write'], ['files:admin']],
      granted: ['files:read'],
      missing: ['files:write'],
    });
  });

  test('keys unavailable: 503 with Retry-After and no challenge', () => {
    const { status, headers } = denial({
      ...context,
      code: 'ISSUER_UNAVAILABLE',
      retryAfterSeconds: 0.2,
    });
    expect(status).toBe(503);
    expect(headers['Retry-After']).toBe('1');
    expect(headers).not.toHaveProperty('WWW-Authenticate');
  });
});

describe('isProblem', () => {
  test.each([
    [{ code: 'INSUFFICIENT_SCOPE' }, true],
    [{ code: 'INSUFFICIENT_SCOPE', required: [['a']], granted: [], missing: ['a'] }, true],
    [{ code: 'SOMETHING_ELSE' }, false],
    [{ code: 'INSUFFICIENT_SCOPE', required: ['a'] }, false],
    [{ code: 'INSUFFICIENT_SCOPE', missing: [1] }, false],
    [{ code: 'INSUFFICIENT_SCOPE', granted: 'a' }, false],
    [{ code: 'INSUFFICIENT_USER_AUTHENTICATION', acr_values: ['a'], max_age: 0 }, true],
    [{ code: 'INSUFFICIENT_USER_AUTHENTICATION', acr_values: 'a' }, false],
    [{ code: 'INSUFFICIENT_USER_AUTHENTICATION', max_age: -1 }, false],
    [{ code: 'INSUFFICIENT_USER_AUTHENTICATION', max_age: '60' }, false],
    [{}, false],
    [null, false],
    ['INSUFFICIENT_SCOPE', false],
  ])('%j → %s', (value, expected) => {
    expect(isProblem(value)).toBe(expected);
  });
});
