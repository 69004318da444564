import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

/** The built command and the built demo, as `npm start` runs them. */
const command = ['packages/cli/dist/main.js', 'start', '--config'];
const demo = 'examples/workspace/build/stepscope.config.js';

let stateDirectory: string;
let running: ChildProcess[] = [];

beforeAll(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'stepscope-start-'));
});
afterEach(async () => {
  const left = running.filter((child) => child.exitCode === null && child.signalCode === null);
  await Promise.all(
    left.map((child) => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      return exit;
    }),
  );
  running = [];
});
afterAll(() => rm(stateDirectory, { recursive: true, force: true }));

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

function start(ports: readonly number[], config = demo) {
  const [auth, api, app] = ports.map(String);
  const env = { AUTH_PORT: auth, API_PORT: api, APP_PORT: app, STATE_DIRECTORY: stateDirectory };
  const child = spawn(process.execPath, [...command, config], { env: { ...process.env, ...env } });
  running.push(child);
  let output = '';
  const seen: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += String(chunk);
      for (const check of seen) check();
    });
  }
  return {
    child,
    exited: once(child, 'exit') as Promise<[number | null, string | null]>,
    output: () => output,
    printed: (text: string) =>
      new Promise<void>((resolve, reject) => {
        const check = (): void => {
          if (output.includes(text)) resolve();
        };
        seen.push(check);
        child.on('exit', () => reject(new Error(`It ended without printing "${text}": ${output}`)));
        check();
      }),
  };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'stepscope start serves the demo, prints addresses and users, and %s stops every server',
  async (signal) => {
    const ports = await freePorts(3);
    const demo = start(ports);
    await demo.printed('Stop with Ctrl-C');
    for (const port of ports) expect(demo.output()).toContain(`http://localhost:${port}`);
    expect(demo.output()).toMatch(/Demo users.*\n +\w/);

    const [auth, api, app] = ports;
    const status = async (url: string) => (await fetch(url)).status;
    expect(await status(`http://localhost:${auth}/.well-known/openid-configuration`)).toBe(200);
    expect(await status(`http://localhost:${api}/health`)).toBe(200);
    expect(await status(`http://localhost:${app}/`)).toBe(200);

    demo.child.kill(signal);
    expect(await demo.exited).toEqual([0, null]);
    for (const port of ports) await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
  },
);

test('a second process on the same state directory is refused with a clear message', async () => {
  const first = start(await freePorts(3));
  await first.printed('Stop with Ctrl-C');
  const second = start(await freePorts(3));
  expect(await second.exited).toEqual([1, null]);
  expect(second.output()).toContain(stateDirectory);
  expect(second.output()).toContain(`is in use by process ${first.child.pid}`);
});

test.each([
  [0, 'AUTH_PORT'],
  [1, 'API_PORT'],
  [2, 'APP_PORT'],
])('a port in use is named together with the variable to set (%i: %s)', async (index, variable) => {
  const ports = await freePorts(3);
  const blocker = createServer().listen(ports[index]);
  await once(blocker, 'listening');
  try {
    const demo = start(ports);
    expect(await demo.exited).toEqual([1, null]);
    expect(demo.output()).toContain(`${ports[index]}`);
    expect(demo.output()).toContain(variable);
    expect(demo.output()).not.toMatch(/\n +at /);
  } finally {
    blocker.close();
  }
});

test('a wrong command line prints the usage and exits with 2', async () => {
  const child = spawn(process.execPath, ['packages/cli/dist/main.js', 'strat']);
  running.push(child);
  expect(await once(child, 'exit')).toEqual([2, null]);
});

test('a configuration that Node cannot load is named, with what to do', async () => {
  const wrong = start([4400, 4401, 4402], 'README.md');
  expect(await wrong.exited).toEqual([1, null]);
  expect(wrong.output()).toMatch(/README\.md is not JavaScript.*Compile it/);
});
