import { defineCatalogue, ScopeSet, standard } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import type { ResourceSettings } from '../settings.js';
import { planRestore, planSignIn, planStepUp, type Standing } from './plan.js';
import type { AuthorizationPlan } from './transaction.js';

const journey = { via: 'popup', returnTo: '/x' } as const;
const who = { sub: 'user-1', idToken: 'id-token' };

function resource(name: string, initial: string[], mayRequest: string[]): ResourceSettings {
  const scopes = ScopeSet.from([...initial, ...mayRequest]);
  return {
    resource: `https://${name}.example`,
    catalogue: defineCatalogue({
      scopes: Object.fromEntries(Array.from(scopes, (scope) => [scope, { title: scope }])),
    }),
    provider: standard,
    initial: ScopeSet.from(initial),
    declared: scopes,
  };
}

function standing(of: ResourceSettings, granted: string[], denied: string[] = []): Standing {
  return { of, granted: ScopeSet.from(granted), denied: ScopeSet.from(denied) };
}

/** What is requested, asked and was held before, by resource. */
function written({ requests }: AuthorizationPlan): Record<string, string[]> {
  return Object.fromEntries(
    requests.map(({ resource: name, requested, asked, before }) => [
      new URL(name).hostname.split('.')[0],
      [requested, asked, before].map(String),
    ]),
  );
}

const files = resource('files', ['a'], ['b', 'c', 'd']);
const mail = resource('mail', ['m'], ['n']);

describe('signing in', () => {
  test('asks for the initial scopes, of whoever it is [10.2.3]', () => {
    const plan = planSignIn([files], journey);
    expect(written(plan)).toEqual({ files: ['a', 'a', ''] });
    expect(plan.expectedSub).toBeUndefined();
  });

  test('asks for those of every resource that has some', () => {
    const later = resource('later', [], ['x']);
    expect(written(planSignIn([files, mail, later], journey))).toEqual({
      files: ['a', 'a', ''],
      mail: ['m', 'm', ''],
    });
    expect(written(planSignIn([later], journey))).toEqual({ later: ['', '', ''] });
  });
});

describe('a step-up', () => {
  const stepUp = (about: Standing, missing: string[], others: Standing[] = []) =>
    planStepUp({ about, others }, ScopeSet.from(missing), who, journey);

  test('asks for what is granted and what is missing, of the same user', () => {
    const plan = stepUp(standing(files, ['a', 'b']), ['c']);
    expect(written(plan)).toEqual({ files: ['a b c', 'c', 'a b'] });
    expect(plan).toMatchObject({ expectedSub: 'user-1', idTokenHint: 'id-token' });
  });

  test('leaves out what the user has denied, in another tab for instance', () => {
    const plan = stepUp(standing(files, ['a', 'b'], ['b', 'd']), ['c', 'd']);
    expect(written(plan)).toEqual({ files: ['a c', 'c', 'a b'] });
  });

  test('asks for nothing that the app did not declare, although the server granted it', () => {
    const plan = stepUp(standing(files, ['a', 'admin']), ['c', 'other']);
    expect(written(plan)).toEqual({ files: ['a c', 'c', 'a admin'] });
  });

  test('takes along what is granted of other resources, and asks for nothing more there', () => {
    const plan = stepUp(standing(mail, []), ['m', 'n'], [standing(files, ['a', 'admin'], ['c'])]);
    expect(written(plan)).toEqual({ mail: ['m n', 'm n', ''], files: ['a', '', 'a admin'] });
    expect(written(stepUp(standing(mail, []), ['m'], [standing(files, [])]))).toEqual({
      mail: ['m', 'm', ''],
    });
  });

  test('leaves out a resource that would be asked for a scope of the same name, either way', () => {
    const twin = resource('twin', ['c'], ['b', 'x']);
    expect(written(stepUp(standing(files, ['a']), ['c'], [standing(twin, ['b'])]))).toEqual({
      files: ['a c', 'c', 'a'],
    });
    expect(written(stepUp(standing(twin, ['b']), ['c'], [standing(files, ['a'])]))).toEqual({
      twin: ['b c', 'c', 'b'],
    });
    expect(written(stepUp(standing(files, ['a']), ['c'], [standing(twin, ['c'])]))).toEqual({
      files: ['a c', 'c', 'a'],
      twin: ['c', '', 'c'],
    });
  });
});

describe('restoring', () => {
  const remembered = (granted: Record<string, string>) => ({ granted, sub: 'user-1' });

  test('asks for what was granted last, of the same user, and for nothing new', () => {
    const names = { [files.resource]: 'a b', [mail.resource]: 'm' };
    const plan = planRestore(remembered(names), [files, mail], { returnTo: '/x' });
    expect(written(plan)).toEqual({ files: ['a b', '', 'a b'], mail: ['m', '', 'm'] });
    expect(plan).toMatchObject({ via: 'redirect', expectedSub: 'user-1' });
  });

  test('asks for nothing that the app did not declare, whatever is remembered', () => {
    const names = { [files.resource]: 'a admin', 'https://evil.example': 'x' };
    const plan = planRestore(remembered(names), [files, mail], { returnTo: '/x' });
    expect(written(plan)).toEqual({ files: ['a', '', 'a'] });
  });
});
