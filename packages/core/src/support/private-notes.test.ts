import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { privateNotes } from '../index.js';

test('keeps the latest note on each object', () => {
  const notes = privateNotes<object, string>();
  const [a, b] = [{}, {}];
  notes.set(a, 'first');
  notes.set(a, 'second');
  expect([notes.get(a), notes.get(b)]).toEqual(['second', undefined]);
});

test('keeps the notes of several modules apart', () => {
  const [ours, theirs] = [privateNotes<object, string>(), privateNotes<object, string>()];
  const object = {};
  ours.set(object, 'ours');
  expect(theirs.get(object)).toBeUndefined();
  theirs.set(object, 'theirs');
  expect([ours.get(object), theirs.get(object)]).toEqual(['ours', 'theirs']);
});

test('shows nothing of them to anybody else', () => {
  const object = Object.freeze({ name: 'a' });
  privateNotes<object, string>().set(object, 'secret');
  expect(Reflect.ownKeys(object)).toEqual(['name']);
  expect(inspect(object, { showHidden: true, depth: null })).not.toContain('secret');
  expect(JSON.stringify({ ...object })).toBe('{"name":"a"}');
});

test.each([undefined, null, 1, 'text'])('has no note on %s', (value) => {
  expect(privateNotes<object, string>().get(value as unknown as object)).toBeUndefined();
});
