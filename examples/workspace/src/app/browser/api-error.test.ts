import { expect, test } from 'vitest';
import { ApiError } from './api-error.js';

test.each([
  [
    'the detail of a problem',
    400,
    { title: 'Invalid', detail: 'Name is empty.' },
    'Name is empty.',
  ],
  ['its title, where there is no detail', 409, { title: 'Conflict' }, 'Conflict'],
  ['nothing that is not text', 400, { detail: { nested: true } }, 'The workspace answered 400.'],
  [
    'a hint to try again, where the server fails',
    503,
    undefined,
    'The workspace cannot be reached right now. Try again in a moment.',
  ],
])('says %s', async (_, status, problem, expected) => {
  const body = problem === undefined ? '<html>' : JSON.stringify(problem);
  const error = await ApiError.of(new Response(body, { status }));
  expect([error.status, error.message]).toEqual([status, expected]);
});
