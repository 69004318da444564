import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError } from '../database-error.js';
import { identityOf, isSameProcess, type ProcessIdentity } from './process-identity.js';

/** Held while a directory is in use by this process. */
export interface DirectoryLock {
  /** Gives the directory free. Calling it again does nothing. */
  release(): Promise<void>;
}

interface LockRecord extends ProcessIdentity {
  /** Tells two locks of one process apart. */
  readonly id: string;
}

/** Locks that this process holds: the file alone cannot tell a live one from a leftover with our own id. */
const held = new Set<string>();

/**
 * Takes the lock file `lock` in `directory`, which must exist. The file appears at once with its whole
 * content, so no reader sees half of it. The lock of a process that has died is taken over.
 * @throws {DatabaseError} `DIRECTORY_LOCKED` if a running process holds it; `LOCK_STUCK` if a process
 *   died in the middle of a takeover.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, 'lock');
  const self = (await identityOf(process.pid)) ?? { pid: process.pid };
  const record: LockRecord = { ...self, id: randomUUID() };

  held.add(record.id);
  try {
    while (!(await createWhole(path, JSON.stringify(record)))) {
      const holder = await readRecord(path);
      if (holder !== undefined && (await isAlive(holder))) throw locked(directory, holder.pid);
      await removeStale(path, directory);
    }
  } catch (error) {
    held.delete(record.id);
    throw error;
  }

  return {
    async release() {
      if (!held.delete(record.id)) return;
      if ((await readRecord(path))?.id === record.id) await rm(path, { force: true });
    },
  };
}

/** Creates `path` with `content` in one step; answers false if it is already there. */
async function createWhole(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Removes a stale lock. A second file makes takeovers exclusive: without it, two starting processes
 * could both judge the lock stale, and the slower one would remove the lock that the faster one has
 * just taken.
 */
async function removeStale(path: string, directory: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await createWhole(takeover, ''))) {
    throw new DatabaseError(
      'LOCK_STUCK',
      `Another process is taking over the stale lock of ${directory}. Try again; if no other process is starting, delete ${takeover}.`,
    );
  }
  try {
    const holder = await readRecord(path);
    if (holder === undefined || !(await isAlive(holder))) await rm(path, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

async function isAlive(holder: LockRecord): Promise<boolean> {
  if (holder.pid === process.pid) return held.has(holder.id);
  const running = await identityOf(holder.pid);
  return running !== undefined && isSameProcess(running, holder);
}

async function readRecord(path: string): Promise<LockRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(path, 'utf8')) as LockRecord;
    return Number.isInteger(record.pid) && record.pid > 0 ? record : undefined;
  } catch {
    return undefined;
  }
}

function locked(directory: string, pid: number): DatabaseError {
  return new DatabaseError(
    'DIRECTORY_LOCKED',
    `${directory} is in use by process ${pid}. Stop that process first, or use another directory: one process at a time may open it.`,
  );
}
