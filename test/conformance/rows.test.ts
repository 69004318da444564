import { describe, expect, test } from 'vitest';
import { citedIds, passedTests } from './citations.js';
import { finished, folders, rows, type Owner } from './rows.js';

const reports = ['unit', 'packaging', 'stories', 'interop'].map((name) => `.cache/${name}.json`);
const passed = passedTests(reports);
const owners = Object.keys(finished) as Owner[];

test('the reports of the other gates are there', () => {
  expect(passed.length).toBeGreaterThan(0);
});

test('no row stands twice', () => {
  const ids = rows.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every id that a test cites in the form of a row is one', () => {
  const known = new Set(rows.map(({ id }) => id));
  const cited = passed.flatMap(({ title }) => citedIds(title));
  const looksLikeRow = /^(S\d\.\d\d|P\.\d\d|\d+\.\d+\.\d+)$/;
  expect(cited.filter((id) => looksLikeRow.test(id) && !known.has(id))).toEqual([]);
});

describe.each(owners.filter((owner) => finished[owner]))('%s', (owner) => {
  const cited = new Set(
    passed
      .filter(({ file }) => folders[owner].some((folder) => file.startsWith(`${folder}/`)))
      .flatMap(({ title }) => citedIds(title)),
  );
  const due = rows.filter(
    ({ owners: of, exempt }) => of.includes(owner) && exempt?.[owner] === undefined,
  );
  test.each(due)('fulfils $id: $text', ({ id }) => {
    const isCited = [...cited].some((citation) => citation === id || citation.startsWith(`${id} `));
    expect(isCited, `no passing test of ${owner} cites [${id}]`).toBe(true);
  });
});
