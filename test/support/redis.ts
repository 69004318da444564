import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer } from '../../scripts/redis.mjs';
import { freePorts } from './free-ports.js';

const executablePath = findRedisServer();

if (executablePath === undefined) {
  const text =
    'No Redis server found: set REDIS_SERVER_PATH, or run "npm test", which tries to install one.';
  if (process.env['CI']) throw new Error(text);
  process.stderr.write(`\n!! TESTS WITH REDIS SKIPPED. ${text}\n\n`);
}

/** Whether there is a Redis server to test with. */
export const hasRedis = executablePath !== undefined;

/** A Redis server of this test alone, empty at first. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  /** Starts it again on the same port, empty; does nothing while it runs. */
  start(): Promise<void>;
  /** Cuts every connection and frees the port. */
  stop(): Promise<void>;
  /** Accepts connections and answers nothing, until `resume`. */
  hang(): void;
  resume(): void;
}

/** Starts a Redis server on a free port of this machine, with a directory of its own. */
export async function startRedis(): Promise<TestRedis> {
  const { port } = await freePorts('port');
  const directory = mkdtempSync(join(tmpdir(), 'stepscope-redis-'));
  let running: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    running ??= await spawnRedis(port, directory);
  };
  const stop = async (): Promise<void> => {
    const stopped = running;
    running = undefined;
    if (stopped === undefined || stopped.exitCode !== null) return;
    const exited = once(stopped, 'exit');
    // Also ends a process that hangs, which SIGTERM would not.
    stopped.kill('SIGKILL');
    await exited;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    hang: () => void running?.kill('SIGSTOP'),
    resume: () => void running?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function spawnRedis(port: number, directory: string): Promise<ChildProcess> {
  const options = { port, dir: directory, bind: '127.0.0.1', save: '', appendonly: 'no' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const redis = spawn(executablePath!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = (): void => void redis.kill('SIGKILL');
  process.once('exit', kill);
  redis.once('exit', () => process.off('exit', kill));
  return new Promise((resolve, reject) => {
    let log = '';
    redis.once('error', reject);
    redis.once('exit', () => reject(new Error(`Redis ended before it was ready:\n${log}`)));
    redis.stdout.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('Ready to accept connections')) resolve(redis);
    });
  });
}
