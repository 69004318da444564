// Entry of `npm start`, `npm test` and `npm run soak`: needs nothing but Node and npm, sets the rest up.
import { spawn, spawnSync } from 'node:child_process';
import process from 'node:process';
import { pnpm } from './pnpm.mjs';

const oldestNode = [20, 19];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
  fail(`Stepscope needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}.`);
}

const what = process.argv[2];
if (what === 'start') {
  install();
  say('Building …');
  step('npx', [...pnpm, '--silent', 'run', 'build']);
  say('Starting …');
  startDemo();
} else if (what === 'test' || what === 'soak') {
  install();
  const { runGates, runSoak } = await import('./gates.mjs');
  process.exitCode = (await (what === 'test' ? runGates() : runSoak())) ? 0 : 1;
} else {
  fail('usage: node scripts/run.mjs start | test | soak');
}

function install() {
  say('Installing what the lockfile names …');
  step('npx', [...pnpm, 'install', '--frozen-lockfile', '--reporter=silent']);
}

function step(command, args) {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error !== undefined || status !== 0) {
    fail(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}.`);
  }
}

/** Runs `stepscope start` and hands on the signals that stop it; Ctrl-C reaches it by itself. */
function startDemo() {
  const child = spawn(
    process.execPath,
    [
      'packages/cli/dist/main.js',
      'start',
      '--config',
      'examples/workspace/build/stepscope.config.js',
    ],
    { stdio: 'inherit' },
  );
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
