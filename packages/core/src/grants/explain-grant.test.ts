import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineCatalogue } from '../catalogue/define-catalogue.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { explainGrant } from './explain-grant.js';
import { resolveGrant } from './resolve-grant.js';

const catalogue = defineCatalogue({
  scopes: {
    read: { title: 'Read' },
    write: { title: 'Write', implies: ['read'] },
    admin: { title: 'Admin' },
    view: { title: 'View', deprecated: true, replacedBy: 'read' },
  },
});
const editor = {
  title: 'Editor',
  capabilities: [
    { title: 'Edit things', scopes: ['write'] },
    { title: 'Look at things', scopes: ['read', 'view'] },
  ],
};

describe('explainGrant', () => {
  test('names what covers each scope, and what is in the way', () => {
    const explained = explainGrant({
      catalogue,
      requested: ScopeSet.of('openid', 'read', 'write', 'admin', 'raed', '@platform'),
      allowed: ScopeSet.of('openid', 'write'),
      roles: [editor],
      consented: ScopeSet.of('openid', 'read'),
    });
    expect(explained).toEqual([
      {
        scope: 'openid',
        title: 'Know who you are',
        held: true,
        allowedBy: [{ scope: 'openid' }],
        consented: true,
        text: 'openid is held: the application may request it, the user consented.',
      },
      {
        scope: 'read',
        title: 'Read',
        held: true,
        allowedBy: [{ scope: 'write' }],
        capableBy: [
          { scope: 'write', role: 'Editor', capability: 'Edit things' },
          { scope: 'read', role: 'Editor', capability: 'Look at things' },
        ],
        consented: true,
        text: 'read is held: the application may request write, which implies it, the user is covered by "Look at things" of the role "Editor", the user consented.',
      },
      {
        scope: 'write',
        title: 'Write',
        held: false,
        reason: 'declined',
        fixedBy: 'user',
        allowedBy: [{ scope: 'write' }],
        capableBy: [{ scope: 'write', role: 'Editor', capability: 'Edit things' }],
        consented: false,
        text: 'write is not granted yet: the user has not consented to it.',
      },
      {
        scope: 'admin',
        title: 'Admin',
        held: false,
        reason: 'not-allowed-for-application',
        fixedBy: 'admin',
        allowedBy: [],
        capableBy: [],
        consented: false,
        text: 'admin is not requested: the application is not allowed to ask for it. An admin can allow it.',
      },
      {
        scope: 'raed',
        held: false,
        reason: 'unknown',
        fixedBy: 'developer',
        allowedBy: [],
        capableBy: [],
        consented: false,
        text: 'raed is not in the catalogue. Did you mean read?',
      },
      {
        scope: '@platform',
        held: false,
        reason: 'reserved',
        fixedBy: 'developer',
        allowedBy: [],
        capableBy: [],
        consented: false,
        text: '@platform is reserved for the platform: no application can hold a scope that begins with "@".',
      },
    ]);
  });

  test('leaves out the terms that do not apply', () => {
    expect(explainGrant({ catalogue, requested: ScopeSet.of('read') })).toEqual([
      { scope: 'read', title: 'Read', held: true, text: 'read is held.' },
    ]);
  });

  test('explains capabilities that come without names', () => {
    const [read, admin] = explainGrant({
      catalogue,
      requested: ScopeSet.of('read', 'admin'),
      capabilities: ScopeSet.of('write'),
    });
    expect(read).toMatchObject({
      capableBy: [{ scope: 'write' }],
      text: 'read is held: the user is covered by write, which implies it.',
    });
    expect(admin).toMatchObject({
      reason: 'not-in-capabilities',
      fixedBy: 'admin',
      text: 'admin is not requested: no role of this user covers it. An admin can give the user one that does.',
    });
  });

  test('says that a held scope is deprecated, and what replaces it', () => {
    const [view] = explainGrant({ catalogue, requested: ScopeSet.of('view'), roles: [editor] });
    expect(view).toMatchObject({
      held: true,
      deprecated: { replacedBy: 'read' },
      text: 'view is held: the user is covered by "Look at things" of the role "Editor". It is deprecated: use read.',
    });
  });

  test('names a capability that covers the scope only by implication', () => {
    const roles = [{ title: 'Editor', capabilities: editor.capabilities.slice(0, 1) }];
    const [read] = explainGrant({ catalogue, requested: ScopeSet.of('read'), roles });
    expect(read?.text).toBe(
      'read is held: the user is covered by "Edit things" of the role "Editor" (write, which implies it).',
    );
  });

  test('a user without a role holds protocol scopes alone', () => {
    const requested = ScopeSet.of('openid', 'read');
    expect(explainGrant({ catalogue, requested, roles: [] }).map(({ held }) => held)).toEqual([
      true,
      false,
    ]);
  });

  test.each(['catalogue', 'requested', 'allowed', 'capabilities', 'roles', 'consented'])(
    'refuses an undefined %s, which would seem to widen the grant',
    (term) => {
      const question = { catalogue, requested: ScopeSet.of('read'), [term]: undefined };
      expect(() => explainGrant(question as never)).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT', place: term }),
      );
    },
  );

  test.each(['catalogue', 'requested', 'allowed', 'capabilities', 'roles', 'consented'])(
    'refuses a %s of another kind, which might seem to widen the grant',
    (term) => {
      for (const value of [null, 0, 'read', new Set(['read']), {}]) {
        const question = { catalogue, requested: ScopeSet.of('read'), [term]: value };
        expect(() => explainGrant(question as never)).toThrow(
          expect.objectContaining({ code: 'INVALID_ARGUMENT', place: term }),
        );
      }
    },
  );

  test('refuses a misspelt term', () => {
    const question = { catalogue, requested: ScopeSet.of('read'), role: [] };
    expect(() => explainGrant(question)).toThrow('Did you mean "roles"?');
  });

  test('agrees with resolveGrant', () => {
    const some = fc
      .subarray(['openid', 'email', 'read', 'write', 'admin', 'view', 'nope', '@x'])
      .map((list) => ScopeSet.of(...list));
    fc.assert(
      fc.property(some, some, some, some, (requested, allowed, capabilities, consented) => {
        const terms = { catalogue, requested, allowed, consented };
        const { granted, dropped } = resolveGrant({ ...terms, capabilities });
        const roles = [{ title: 'R', capabilities: [{ title: 'C', scopes: capabilities }] }];
        for (const question of [
          { ...terms, capabilities },
          { ...terms, roles },
        ]) {
          const explained = explainGrant(question);
          const held = explained.filter((one) => one.held).map(({ scope }) => scope);
          expect(ScopeSet.from(held).equals(granted)).toBe(true);
          const refused = explained.filter((one) => !one.held);
          expect(refused.map(({ scope, reason }) => ({ scope, reason }))).toEqual(dropped);
        }
      }),
    );
  });
});
