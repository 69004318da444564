import { defineCatalogue, ScopeSet } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import type { Application, Grant } from '../directory.js';
import { consentAnswer } from './consent-answer.js';
import { consentQuestion, needsConsent } from './consent-question.js';

const catalogue = defineCatalogue({
  scopes: {
    a: { title: 'A' },
    b: { title: 'B' },
    wide: { title: 'Wide', implies: ['b'] },
  },
});

const application: Application = {
  clientId: 'app',
  name: 'App',
  redirectUris: ['https://app.example/callback'],
  postLogoutRedirectUris: [],
  allowed: ScopeSet.parse('openid offline_access profile a b'),
  required: ScopeSet.of('a'),
  reasons: new Map(),
};

function grantOf(granted: string, declined = ''): Grant {
  return {
    userId: 'ada',
    clientId: 'app',
    granted: ScopeSet.parse(granted),
    declined: ScopeSet.parse(declined),
    version: 1,
    since: new Date(0),
    updatedAt: new Date(0),
  };
}

function ask(requested: string, grant?: Grant, capabilities = 'a b') {
  const { required, optional, held, undecided } = consentQuestion(ScopeSet.parse(requested), {
    catalogue,
    application,
    capabilities: ScopeSet.parse(capabilities),
    grant,
  });
  return [required, optional, held, undecided].map(String);
}

describe('consentQuestion', () => {
  test.each([
    ['asks for everything at first', ask('openid a b'), ['a openid', 'b', '', 'a b openid']],
    ['leaves out what is granted', ask('a b', grantOf('a')), ['', 'b', 'a', 'b']],
    ['asks for what was declined', ask('b', grantOf('a', 'b')), ['', 'b', '', '']],
    [
      'asks for a declined profile too',
      ask('profile', grantOf('', 'profile')),
      ['', 'profile', '', ''],
    ],
    ['never offers what no role covers', ask('a b', undefined, 'a'), ['a', '', '', 'a']],
    ['never offers what the application may not request', ask('wide email'), ['', '', '', '']],
    ['counts implied capabilities', ask('b', undefined, 'wide'), ['', 'b', '', 'b']],
    ['does not stretch a consent by implication', ask('b', grantOf('wide')), ['', 'b', '', 'b']],
  ])('%s', (_description, actual, expected) => {
    expect(actual).toEqual(expected);
  });
});

describe('needsConsent', () => {
  test.each([
    ['a new scope', 'a b', grantOf('a'), true, true],
    ['a declined scope', 'a b', grantOf('a', 'b'), true, false],
    ['a declined required scope', 'openid a', grantOf('openid', 'a'), true, false],
    ['a declined protocol scope', 'a profile', grantOf('a', 'profile'), false, false],
    ['one beside a declined scope', 'b profile', grantOf('', 'b profile'), true, false],
    ['a new protocol scope', 'a profile', grantOf('a'), true, true],
    ['openid taken back', 'openid a', grantOf('', 'a openid'), true, true],
    ['nothing new', 'a', grantOf('a'), false, false],
    ['nothing that can be granted', 'wide', undefined, false, false],
  ])('for %s', (_description, requested, grant, interactive, silent) => {
    const question = consentQuestion(ScopeSet.parse(requested), {
      catalogue,
      application,
      capabilities: ScopeSet.parse('a b'),
      grant,
    });
    expect(needsConsent(question, { silent: false })).toBe(interactive);
    expect(needsConsent(question, { silent: true })).toBe(silent);
  });
});

describe('consentAnswer', () => {
  const question = {
    required: ScopeSet.of('a'),
    optional: ScopeSet.of('b', 'c'),
    held: ScopeSet.empty,
    undecided: ScopeSet.of('a', 'b', 'c'),
  };
  const read = (shown: string[], ticked: string[]) => {
    const answer = consentAnswer(question, { shown, ticked });
    return answer && [answer.granted.toString(), answer.declined.toString()];
  };
  test.each([
    ['grants what is required and ticked, declines the rest', ['a', 'b', 'c'], ['b'], ['a b', 'c']],
    ['neither grants nor declines what was not shown', ['a', 'b'], ['b', 'c'], ['a b', '']],
    ['ignores ticks that were not asked for', ['a', 'b', 'c', 'x'], ['x'], ['a', 'b c']],
    ['is none when a required scope was not shown', ['b'], ['b'], undefined],
  ])('%s', (_description, shown, ticked, expected) => {
    expect(read(shown, ticked)).toEqual(expected);
  });
});
