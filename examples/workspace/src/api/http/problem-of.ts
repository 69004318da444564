import { HttpProblem, invalidInput } from './http-problem.js';

/**
 * What to answer for anything that a handler threw. Errors of Express and of its body parsers keep
 * their status; whatever nobody foresaw is a 500 that says nothing about its cause.
 */
export function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { status, type, code } = (error ?? {}) as Record<string, unknown>;

  if (status === 413) {
    return new HttpProblem('TOO_LARGE', 'The body is larger than this route takes.', {
      status,
      title: 'The body is too large',
    });
  }
  if (status === 415) {
    return new HttpProblem('UNSUPPORTED_MEDIA_TYPE', 'Send the body as UTF-8, uncompressed.', {
      status,
      title: 'The encoding of the body is not supported',
    });
  }
  if (type === 'entity.parse.failed') return invalidInput('The body is not valid JSON.');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return invalidInput('The request cannot be read.');
  }
  // PostgreSQL: text cannot hold U+0000, neither in a body nor in an id.
  if (code === '22021') return invalidInput('Text must not contain the character U+0000.');

  return new HttpProblem('INTERNAL', 'Something went wrong on our side.', {
    status: 500,
    title: 'Internal error',
    cause: error,
  });
}
