import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DatabaseError } from '../database-error.js';
import { lockDirectory } from './lock-directory.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepscope-lock-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Another process, running until it is killed, in whose name the directory is locked. */
async function startHolder(): Promise<{ pid: number; kill(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
  await once(child, 'spawn');
  await writeFile(join(directory, 'lock'), JSON.stringify({ pid: child.pid, id: 'other' }));
  return {
    pid: child.pid!,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('a directory', () => {
  test('is refused while another process runs that holds it, naming directory and process', async () => {
    const holder = await startHolder();
    const refusal: unknown = await lockDirectory(directory).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DatabaseError);
    expect((refusal as Error).message).toContain(directory);
    expect((refusal as Error).message).toContain(`process ${holder.pid}`);

    await holder.kill();
    await (await lockDirectory(directory)).release();
  });

  test.each([
    ['an unreadable lock', 'not json'],
    [
      'a lock that carries our own process id from an earlier run',
      JSON.stringify({ pid: process.pid, id: 'old' }),
    ],
    [
      'a lock whose process id now belongs to a later process',
      JSON.stringify({ pid: process.ppid, startTicks: '1', id: 'old' }),
    ],
  ])('is locked over %s', async (_description, content) => {
    await writeFile(join(directory, 'lock'), content);
    const lock = await lockDirectory(directory);
    expect(JSON.parse(await readFile(join(directory, 'lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
    });
    await lock.release();
  });

  test('goes to one of several callers that race for a stale lock', async () => {
    await writeFile(join(directory, 'lock'), JSON.stringify({ pid: process.pid, id: 'old' }));
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => lockDirectory(directory)),
    );
    const opened = results.filter((result) => result.status === 'fulfilled');
    expect(opened).toHaveLength(1);
    for (const { value } of opened) await value.release();
  });

  test('that a process died while taking over is refused, naming the file to delete', async () => {
    await writeFile(join(directory, 'lock'), 'stale');
    await writeFile(join(directory, 'lock.takeover'), '');
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: 'LOCK_STUCK',
      message: expect.stringContaining(join(directory, 'lock.takeover')) as string,
    });
  });

  test('stays locked when an earlier holder releases again', async () => {
    const first = await lockDirectory(directory);
    await first.release();
    const second = await lockDirectory(directory);
    await first.release();
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'DIRECTORY_LOCKED' });
    await second.release();
  });
});
