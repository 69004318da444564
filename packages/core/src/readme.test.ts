import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as core from './index.js';

test("the README's first example answers what its comments say", () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, code = ''] = /```ts\nimport [^;]+;\n([^]+?)```/.exec(readme) ?? [];
  const statements = code
    .replace('\ncatalogue.evaluate(', '\nconst evaluation = catalogue.evaluate(')
    .replace('\nresolveGrant(', '\nconst resolution = resolveGrant(');
  // oxlint-disable-next-line typescript/no-implied-eval -- it is our own text
  const run = new Function(
    ...Object.keys(core),
    `${statements}; return { evaluation, resolution };`,
  );
  const { evaluation, resolution } = run(...Object.values(core)) as {
    evaluation: core.Evaluation & { satisfied: false };
    resolution: core.GrantResolution;
  };
  const { satisfied, missing, required } = evaluation;
  expect(code).toContain(
    `// { satisfied: ${satisfied}, missing: ${missing.toString()}, required: ${required.toString()}, alternatives: [...] }`,
  );
  const dropped = resolution.dropped.map(
    ({ scope, reason }) => `{ scope: '${scope}', reason: '${reason}' }`,
  );
  expect(code).toContain(
    `// { granted: ${resolution.granted.toString()}, dropped: [${dropped.join(', ')}], warnings: [] }`,
  );
});
