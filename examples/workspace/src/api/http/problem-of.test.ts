import { expect, test } from 'vitest';
import { conflict, invalidInput, notFound } from './http-problem.js';
import { problemOf } from './problem-of.js';

test.each([
  ['a problem of ours', notFound('file'), 404, 'NOT_FOUND'],
  ['a conflict', conflict('Not now.'), 409, 'CONFLICT'],
  ['a body that is too large', { status: 413, type: 'entity.too.large' }, 413, 'TOO_LARGE'],
  [
    'an unknown encoding',
    { status: 415, type: 'encoding.unsupported' },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['a body that is not JSON', { status: 400, type: 'entity.parse.failed' }, 400, 'INVALID_INPUT'],
  ['a request that was cut off', { status: 400, type: 'request.aborted' }, 400, 'INVALID_INPUT'],
  ['text that the database refuses', { code: '22021' }, 400, 'INVALID_INPUT'],
  ['an error of a program', new TypeError('x is not a function'), 500, 'INTERNAL'],
  [
    'an error with a status of its own',
    Object.assign(new Error(), { status: 502 }),
    500,
    'INTERNAL',
  ],
  ['nothing', undefined, 500, 'INTERNAL'],
])('answers %s with its status and code', (_what, error, status, code) => {
  expect(problemOf(error)).toMatchObject({ status, code });
});

test('tells the caller nothing of an error that nobody foresaw', () => {
  const problem = problemOf(new Error('password of the database: hunter2'));
  expect(JSON.stringify(problem)).not.toMatch(/password|hunter2/);
});

test('serializes as RFC 9457 says, with the fields that broke a rule', () => {
  const issues = [{ path: 'name', message: 'A name has at least one character.' }];
  expect(JSON.parse(JSON.stringify(invalidInput('name: too short', issues)))).toEqual({
    type: 'about:blank',
    title: 'The input is not valid',
    status: 400,
    detail: 'name: too short',
    code: 'INVALID_INPUT',
    issues,
  });
});
