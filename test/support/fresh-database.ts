import { cpSync, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase, type Database } from '../../packages/database/src/index.js';

/** PGlite takes seconds to make a database, and as good as none to open a copy. */
const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));
const manifest = new URL('../../packages/database/package.json', import.meta.url);

/** Puts a database in which nothing has happened into `directory`, as `openDatabase` would. */
export async function copyFreshDatabase(directory: string): Promise<void> {
  // In half the time that it takes with waiting for each file.
  cpSync(await freshDatabase(), directory, { recursive: true });
}

/** Opens a database of its own, which is gone after `close`. */
export async function openFreshDatabase(): Promise<Database> {
  const directory = await mkdtemp(join(tmpdir(), 'stepscope-fresh-'));
  await copyFreshDatabase(directory);
  const database = await openDatabase({ directory });
  return {
    ...database,
    async close() {
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

let made: Promise<string> | undefined;

/** The one that is copied; made once for all runs with one version of PGlite. */
function freshDatabase(): Promise<string> {
  return (made ??= makeFreshDatabase());
}

async function makeFreshDatabase(): Promise<string> {
  const { dependencies } = JSON.parse(await readFile(manifest, 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const place = join(cache, `postgres-${dependencies['@electric-sql/pglite']}`);
  if (existsSync(place)) return place;

  await mkdir(cache, { recursive: true });
  const making = await mkdtemp(`${place}-`);
  await (await openDatabase({ directory: making })).close();
  try {
    await rename(making, place);
  } catch {
    // Another worker was faster.
    await rm(making, { recursive: true });
  }
  return place;
}
