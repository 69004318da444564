import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

// `npm run soak` runs the same in Node 20, 22 and 24 and in Chromium.
test('the built core works in this Node, every export of it', () => {
  const output = execFileSync(process.execPath, ['test/runtimes/core-in-node.js']);
  expect(String(output)).toContain(`results in Node ${process.version}`);
});
