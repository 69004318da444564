import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actionMetadataUrl,
  allOf,
  anyOf,
  buildActionMetadata,
  CoreError,
  defineCatalogue,
  evaluateAction,
  parseActionMetadata,
  parseCatalogue,
  ScopeSet,
} from '../index.js';

const resource = 'https://api.example/v1';
const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files', exampleUse: 'A viewer' },
    'files:write': { title: 'Write files', sensitivity: 'high' },
    'files:admin': { title: 'Administer files', implies: ['files:write'] },
    'files:root': { title: 'Everything', implies: ['files:admin', 'debug'] },
    debug: { title: 'Debug' },
    'mail:read': { title: 'Read mail', resource: 'https://mail.example' },
    'tasks:read': { title: 'Read tasks', resource },
  },
  actions: {
    'files.create': {
      title: 'Create a file',
      description: 'Uploads it.',
      requires: anyOf(allOf('files:read', 'files:write'), 'files:admin'),
      native: { feature: 'internal' },
      translations: { de: { title: 'Datei anlegen' } },
    },
    'tasks.list': { title: 'List tasks', requires: 'tasks:read' },
    'mail.list': { title: 'List mail', requires: anyOf('files:read', 'mail:read') },
  },
});
const document = buildActionMetadata({ catalogue, resource, scopes: ['files:root'] });

const schema = JSON.parse(
  readFileSync(new URL('../../action-metadata.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const isValid = new Ajv2020({ formats: { uri: true } }).compile(schema);

test.each([
  ['https://h', 'https://h/.well-known/stepscope'],
  ['https://h/', 'https://h/.well-known/stepscope'],
  ['https://h/a', 'https://h/.well-known/stepscope/a'],
  ['https://h/a?b', 'https://h/.well-known/stepscope/a?b'],
])('derives the URL of the actions of %s', (identifier, url) => {
  expect(actionMetadataUrl(identifier)).toBe(url);
  expect(() => actionMetadataUrl(identifier.slice(5))).toThrow(CoreError);
});

describe('the document', () => {
  test('says what the own actions need, and nothing else of the catalogue', () => {
    expect(document).toEqual({
      resource,
      actions: {
        'files.create': {
          title: 'Create a file',
          description: 'Uploads it.',
          required: [['files:read', 'files:write'], ['files:admin']],
          translations: { de: { title: 'Datei anlegen' } },
        },
        'tasks.list': { title: 'List tasks', required: [['tasks:read']] },
      },
      implies: { 'files:admin': ['files:write'], 'files:root': ['files:admin', 'files:write'] },
    });
  });

  test('leaves a scope that is not spoken of openly out, though it implies others', () => {
    const text = JSON.stringify(buildActionMetadata({ catalogue, resource, scopes: [] }));
    expect(text).not.toContain('files:root');
    expect(text).not.toContain('debug');
  });

  test('of a catalogue without actions or implications has neither', () => {
    const plain = defineCatalogue({ scopes: { a: { title: 'A' } } });
    const empty = buildActionMetadata({ catalogue: plain, resource, scopes: ['a'] });
    expect(empty).toEqual({ resource, actions: {} });
    expect(isValid(empty)).toBe(true);
    expect(parseActionMetadata(empty, { resource })?.actions.size).toBe(0);
  });

  test('is what its JSON schema describes', () => {
    expect(isValid(JSON.parse(JSON.stringify(document)))).toBe(true);
  });
});

test('what a client reads decides as the catalogue does', () => {
  const scopes = ['a', 'b', 'c', 'd', '__proto__'];
  const scope = fc.constantFrom(...scopes);
  const sets = fc.uniqueArray(scope, { minLength: 1 });
  const requirement = fc.array(sets, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(requirement, fc.dictionary(scope, sets), sets, (ways, wanted, granted) => {
      const implies = (name: string): string[] =>
        (Object.hasOwn(wanted, name) ? wanted[name]! : []).filter((other) => other < name);
      const any = parseCatalogue({
        scopes: Object.fromEntries(
          scopes.map((name) => [name, { title: 'Title', implies: implies(name) }]),
        ),
        actions: {
          run: { title: 'Run', requires: { anyOf: ways.map((way) => ({ allOf: way })) } },
        },
      });
      const json = JSON.stringify(buildActionMetadata({ catalogue: any, resource, scopes }));
      expect(isValid(JSON.parse(json))).toBe(true);
      const read = parseActionMetadata(JSON.parse(json), { resource })!;
      const held = ScopeSet.from(granted);
      expect(evaluateAction(read, 'run', held)?.satisfied).toBe(
        any.evaluate('run', held).satisfied,
      );
    }),
  );
});

describe('a document from the network', () => {
  const action = { title: 'A', required: [['a']] };
  test.each<[string, unknown]>([
    ['null', null],
    ['a string', '{}'],
    ['an array', [document]],
    ['another resource', { ...document, resource: `${resource}/` }],
    ['no resource', { actions: {} }],
    ['no actions', { resource }],
    ['actions in an array', { resource, actions: [action] }],
    ['an action without a title', { resource, actions: { a: { required: [['a']] } } }],
    ['a blank title', { resource, actions: { a: { ...action, title: ' ' } } }],
    ['a title that is no text', { resource, actions: { a: { ...action, title: 1 } } }],
    ['an action that needs nothing', { resource, actions: { a: { title: 'A', required: [] } } }],
    ['a way without scopes', { resource, actions: { a: { ...action, required: [[]] } } }],
    ['a malformed scope', { resource, actions: { a: { ...action, required: [['a b']] } } }],
    ['scopes as a string', { resource, actions: { a: { ...action, required: ['a'] } } }],
    ['a description that is no text', { resource, actions: { a: { ...action, description: {} } } }],
    ['translations as text', { resource, actions: { a: { ...action, translations: 'de' } } }],
    [
      'a translation that is no text',
      { resource, actions: { a: { ...action, translations: { de: { title: 1 } } } } },
    ],
    ['a malformed implication', { resource, actions: {}, implies: { a: 'b' } }],
    ['an implication of no scope', { resource, actions: {}, implies: { 'a b': ['b'] } }],
  ])('with %s counts as none', (_, value) => {
    expect(parseActionMetadata(value, { resource })).toBeUndefined();
  });

  test('may have members that nobody knows', () => {
    const value = { ...document, since: 1, actions: { a: { ...action, since: 1 } } };
    expect(isValid(value)).toBe(true);
    const read = parseActionMetadata(value, { resource })!;
    expect(read.actions.get('a')).toEqual({ title: 'A', required: [ScopeSet.of('a')] });
  });

  test('keeps its texts and their translations', () => {
    const read = parseActionMetadata(JSON.parse(JSON.stringify(document)), { resource })!;
    expect(read.actions.get('files.create')).toMatchObject({
      title: 'Create a file',
      description: 'Uploads it.',
      translations: { de: { title: 'Datei anlegen' } },
    });
  });

  test('names what to ask for: the fewest scopes, then the first way', () => {
    const read = parseActionMetadata(document, { resource })!;
    expect(evaluateAction(read, 'files.create', ScopeSet.of('files:read'))).toMatchObject({
      satisfied: false,
      missing: ScopeSet.of('files:write'),
    });
    expect(evaluateAction(read, 'files.create', ScopeSet.of('files:root'))).toEqual({
      satisfied: true,
    });
    expect(evaluateAction(read, 'files.delete', ScopeSet.empty)).toBeUndefined();
  });
});
