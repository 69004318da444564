import { ScopeSet, unknownOption, type TokenChallenge } from '@stepscope/core';
import type { Answer } from './received-answer.js';

/** What a challenge must say; what is left out may be anything. */
export interface ExpectedChallenge {
  readonly scheme?: 'Bearer' | 'DPoP';
  /** `undefined`: there must be none. */
  readonly error?: string | undefined;
  /** Exactly these scopes, in any order: a list, or joined by spaces. */
  readonly scope?: string | Iterable<string>;
  readonly realm?: string;
  readonly resourceMetadata?: string;
  /** In this order: a list, or joined by spaces. */
  readonly acrValues?: string | readonly string[];
  readonly maxAgeSeconds?: number;
  readonly algs?: string | readonly string[];
}

const names: Record<keyof ExpectedChallenge, true> = {
  scheme: true,
  error: true,
  scope: true,
  realm: true,
  resourceMetadata: true,
  acrValues: true,
  maxAgeSeconds: true,
  algs: true,
};

/**
 * Whether one of the answer's challenges is well-formed and says all of that.
 * @throws {TypeError} for a name that is not there, naming the nearest one.
 */
export function hasChallenge({ challenges }: Answer, expected: ExpectedChallenge): boolean {
  const problem = unknownOption('part of a challenge', expected, names);
  if (problem !== undefined) throw new TypeError(problem);
  return challenges.some(
    (challenge) =>
      challenge.malformed.length === 0 &&
      Object.entries(expected).every(([name, value]) =>
        isSaid(challenge, name as keyof ExpectedChallenge, value),
      ),
  );
}

function isSaid(challenge: TokenChallenge, name: keyof ExpectedChallenge, value: unknown): boolean {
  return spell(challenge[name], name) === spell(value, name);
}

/** An expectation in words, such as `error=insufficient_scope scope="a b"`. */
export function wordsOf(expected: ExpectedChallenge): string {
  return Object.entries(expected)
    .map(([name, value]) =>
      value === undefined ? `no ${name}` : `${name}=${JSON.stringify(spell(value, name))}`,
    )
    .join(', ');
}

function spell(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined;
  const text =
    typeof value === 'object' ? [...(value as Iterable<unknown>)].join(' ') : spellWord(value);
  return name === 'scope' ? ScopeSet.fromClaim(text).toString() : text;
}

function spellWord(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
