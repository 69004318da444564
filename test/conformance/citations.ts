import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import process from 'node:process';

/** A test that passed: its file from the root of the repository, and its whole title. */
export interface PassedTest {
  readonly file: string;
  readonly title: string;
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** The tests that passed in the runs whose reports are at `paths`; those without a report are left out. */
export function passedTests(paths: readonly string[]): PassedTest[] {
  return paths
    .filter((path) => existsSync(path))
    .flatMap((path) => (JSON.parse(readFileSync(path, 'utf8')) as VitestReport).testResults)
    .flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'passed')
        .map(({ fullName }) => ({ file: relative(process.cwd(), name), title: fullName })),
    );
}

/** The ids that a title cites: `[S1.06]`, or several as in `[S1.06, 9.1.1]`, or a section of one as in `[RFC 9068 §2.2]`. */
export function citedIds(title: string): string[] {
  return [...title.matchAll(/\[([^[\]]+)\]/g)].flatMap(([, ids = '']) =>
    ids.split(',').map((id) => id.trim()),
  );
}
