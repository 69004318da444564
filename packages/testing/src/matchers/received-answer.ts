import { parseChallenges, readTokenChallenge, type TokenChallenge } from '@stepscope/core';

/**
 * An answer of an API, as `fetch`, supertest, light-my-request or axios give it, or a `Denial` of
 * `@stepscope/core`.
 */
export type ReceivedAnswer = ({ readonly status: number } | { readonly statusCode: number }) & {
  readonly headers: Headers | Readonly<Record<string, unknown>>;
};

/** What a matcher looks at. */
export interface Answer {
  readonly status: number;
  /** Those of `Bearer` and `DPoP`. */
  readonly challenges: readonly TokenChallenge[];
  header(name: string): string | undefined;
}

/** @throws {TypeError} for what is no answer. */
export function readAnswer(received: unknown): Answer {
  const { status, statusCode, headers } = Object(received) as Record<string, unknown>;
  const code = status ?? statusCode;
  if (typeof code !== 'number' || typeof headers !== 'object' || headers === null) {
    throw new TypeError(
      'There is no answer to look at: pass a Response, or an object with status and headers. Was it awaited?',
    );
  }
  const header = (name: string): string | undefined => readHeader(headers, name);
  const challenges = parseChallenges(header('WWW-Authenticate'))
    .map(readTokenChallenge)
    .filter((challenge) => challenge !== undefined);
  return { status: code, challenges, header };
}

function readHeader(headers: object, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(
    ([candidate]) => candidate.toLowerCase() === name.toLowerCase(),
  );
  const value: unknown = found?.[1];
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : undefined;
}
