import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineCatalogue } from '../catalogue/define-catalogue.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { explain } from './explain.js';
import { allOf, anyOf } from './requirement.js';

const title = 'T';
const catalogue = defineCatalogue({
  scopes: {
    read: { title },
    write: { title, implies: ['read'] },
    admin: { title, implies: ['write'] },
    share: { title },
  },
  actions: { publish: { title, requires: anyOf(allOf('read', 'share'), 'admin') } },
});

describe('explain', () => {
  test('says in data and in words what is held, implied by which, and lacking', () => {
    const explanation = explain('publish', ScopeSet.of('write'), { catalogue });
    expect(explanation).toEqual({
      satisfied: false,
      missing: ScopeSet.of('share'),
      alternatives: [
        {
          satisfied: false,
          scopes: [
            { scope: 'read', standing: 'implied', impliedBy: ['write', 'read'] },
            { scope: 'share', standing: 'lacking' },
          ],
        },
        { satisfied: false, scopes: [{ scope: 'admin', standing: 'lacking' }] },
      ],
      text: [
        'The requirement does not hold: ask for share.',
        'Not met: read is implied (write → read), share is lacking.',
        'Not met: admin is lacking.',
      ].join('\n'),
    });
  });

  test('shows the whole way of an implication', () => {
    const { text } = explain('read', ScopeSet.of('admin'), { catalogue });
    expect(text).toBe('The requirement holds.\nMet: read is implied (admin → write → read).');
  });

  test('compares names exactly without a catalogue', () => {
    expect(explain(allOf('read', 'write'), ScopeSet.of('write'))).toMatchObject({
      satisfied: false,
      missing: ScopeSet.of('read'),
      text: 'The requirement does not hold: ask for read.\nNot met: read is lacking, write is held.',
    });
  });

  test('agrees with evaluate', () => {
    const scopes = ['read', 'write', 'admin', 'share'] as const;
    const ways = fc.array(fc.subarray([...scopes], { minLength: 1 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(ways, fc.subarray([...scopes]), (alternatives, granted) => {
        const needed = anyOf(...alternatives.map((all) => allOf(...all)));
        const held = ScopeSet.of(...granted);
        const evaluation = catalogue.evaluate(needed, held);
        const explanation = explain(needed, held, { catalogue });
        expect(explanation.satisfied).toBe(evaluation.satisfied);
        expect(explanation.alternatives.some(({ satisfied }) => satisfied)).toBe(
          evaluation.satisfied,
        );
        for (const standing of explanation.alternatives.flatMap((way) => way.scopes)) {
          const closed = catalogue.closure(held);
          expect(standing.standing !== 'lacking').toBe(closed.has(standing.scope));
          if (standing.standing === 'implied') expect(held.has(standing.impliedBy[0]!)).toBe(true);
        }
      }),
    );
  });

  test('an action that is misspelt does not compile', () => {
    // @ts-expect-error publsh is not an action
    expect(() => explain('publsh', ScopeSet.empty, { catalogue })).toThrow(
      'Did you mean "publish"?',
    );
  });
});
