import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { findWholeChromium, provideChromium } from './chromium.mjs';
import { provideRedisServer } from './redis.mjs';

const cache = '.cache';
const bin = (name) => join('node_modules', '.bin', name);

/** Every gate of `npm test`. Answers whether all passed; the last line printed is the count. */
export async function runGates() {
  const score = new Score();
  if (score.build()) {
    const sources = [
      'packages',
      'examples',
      'test',
      'scripts',
      'rollup.config.js',
      'vitest.config.ts',
    ];
    score.gate('lint', bin('oxlint'), ['--type-aware', '--deny-warnings', ...sources]);
    score.gate('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']);
    score.gate('readme', process.execPath, ['scripts/sync-readme.mjs', '--check']);
    score.gate('types', bin('tsc'), ['-p', 'tsconfig.tests.json']);
    // What is told with two versions, at two servers or beside peers is told with one of them here.
    const env = { BRIEF: '1' };
    score.tests('packaging', { env: { ...process.env, ...env } });
    // The tests find it by themselves; those that need it are skipped, loudly, if there is none.
    provideRedisServer();
    score.tests('unit');
    score.stories({ env });
    score.interop({ env });
    score.tests('conformance');
  }
  return score.print();
}

/** What is too long for `npm test`: other runtimes, long properties, measures, stories ten times. */
export async function runSoak() {
  const score = new Score();
  if (score.build()) {
    provideRedisServer();
    for (const version of ['22.23.3', '24.21.0']) score.tests('unit', { node: version });
    score.tests('unit', {
      node: '24.21.0',
      title: ': msw 3',
      only: ['packages/testing', 'packages/client'],
      env: { ...process.env, MSW: '3' },
    });
    for (const version of ['20.20.2', '22.23.3', '24.21.0']) {
      const command = ['--yes', `node@${version}`, 'test/runtimes/core-in-node.js'];
      score.gate(`built core in Node ${version}`, 'npx', command);
    }
    score.chromium('built core in Chromium', 'test/runtimes/core-in-chromium.js');
    score.tests('unit', {
      title: ': a hundred thousand challenge headers',
      only: 'packages/core/src/challenges',
      env: { ...process.env, HEADER_RUNS: '100000' },
    });
    score.tests('unit', {
      title: ': Express 4, 20 000 mutated tokens',
      only: 'packages/express',
      env: { ...process.env, EXPRESS: '4', MUTANTS: '20000' },
    });
    score.tests('unit', {
      title: ': 20 000 mutated tokens',
      only: 'packages/express/src/mutated-tokens',
      env: { ...process.env, MUTANTS: '20000' },
    });
    score.tests('unit', {
      title: ': 200 orders of what tabs do',
      only: 'packages/client/src/tabs/interleavings',
      env: { ...process.env, STEPSCOPE_INTERLEAVINGS: '200' },
    });
    score.tests('packaging', { title: ': peers', only: 'test/packaging/client-size' });
    const memory = ['--max-old-space-size=96', 'test/soak/many-tokens.js'];
    score.gate('100 000 tokens in 96 MB', process.execPath, memory);
    score.gate('bench', process.execPath, ['test/bench/main.js']);
    const rounds = Number(process.env['SOAK_ROUNDS'] ?? 10);
    for (let round = 1; round <= rounds; round++) {
      // Every second time in a whole browser, where there is one beside the headless shell.
      const chromium = round % 2 === 0 ? findWholeChromium() : undefined;
      score.stories({ title: ` (round ${round})`, chromium });
      score.interop({ title: ` (round ${round})`, chromium });
    }
  }
  return score.print();
}

class Score {
  passed = 0;
  failed = 0;
  skipped = 0;

  /** Compiles and bundles everything; answers whether the rest makes sense. */
  build() {
    const examples = ['run', '--silent', 'build', '--prefix', 'examples/workspace'];
    this.gate('build: compile', bin('tsc'), ['-b']);
    this.gate('build: bundle', bin('rollup'), ['-c', '--silent']);
    this.gate('build: examples', 'npm', examples);
    return this.failed === 0;
  }

  gate(title, command, args, env = process.env) {
    process.stdout.write(`\n── ${title}\n`);
    const started = Date.now();
    const { status, error } = spawnSync(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    const ok = error === undefined && status === 0;
    if (ok) this.passed++;
    else this.failed++;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(
      `${ok ? '✓' : '✗'} ${title} (${seconds} s)${error ? ` ${error.message}` : ''}\n`,
    );
    return ok;
  }

  /** Runs the vitest projects of that name and counts their tests instead of the gate. */
  tests(project, { node, title = '', env = process.env, only } = {}) {
    const report = join(cache, `${project}.json`);
    mkdirSync(cache, { recursive: true });
    rmSync(report, { force: true });
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', `${project}*`];
    if (only !== undefined) vitest.push(...[only].flat());
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
    const [command, args] =
      node === undefined ? [process.execPath, []] : ['npx', ['--yes', `node@${node}`]];
    const name = `tests: ${project}${title}${node === undefined ? '' : ` on Node ${node}`}`;
    const ok = this.gate(name, command, [...args, ...vitest, ...reporters], env);
    if (ok) this.passed--;
    else this.failed--;
    this.#count(report, ok);
  }

  stories({ title, chromium, env: besides }) {
    const tell = (env) => this.tests('stories', { title, env: { ...env, ...besides } });
    this.#inChromium('STORIES', chromium, tell);
  }

  /** The stories that can be told at authorization servers of other people. */
  interop({ title, chromium, env: besides }) {
    const tell = (env) => this.tests('interop', { title, env: { ...env, ...besides } });
    this.#inChromium('INTEROP', chromium, tell);
  }

  /** Runs a program of ours that needs Chromium. */
  chromium(title, program) {
    const inNode = (env) => this.gate(title, process.execPath, [program], env);
    this.#inChromium(title, undefined, inNode);
  }

  #inChromium(what, chromium = provideChromium(), run) {
    if (chromium !== undefined) {
      run({ ...process.env, CHROMIUM_PATH: chromium });
      return;
    }
    process.stdout.write(
      `\n!! ${what} SKIPPED: no Chromium found and none could be installed. Set CHROMIUM_PATH.\n`,
    );
    if (process.env['CI']) this.failed++;
    else this.skipped++;
  }

  #count(report, ok) {
    let result;
    try {
      result = JSON.parse(readFileSync(report, 'utf8'));
    } catch {
      this.failed++;
      return;
    }
    this.passed += result.numPassedTests;
    this.failed += result.numFailedTests;
    this.skipped += result.numPendingTests + result.numTodoTests;
    if (!ok && result.numFailedTests === 0) this.failed++;
  }

  print() {
    const skipped = this.skipped > 0 ? `, ${this.skipped} skipped` : '';
    process.stdout.write(`\n${this.passed} passed, ${this.failed} failed${skipped}\n`);
    return this.failed === 0;
  }
}
