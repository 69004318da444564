import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

const usualPlaces = [
  '/usr/bin/redis-server',
  '/usr/local/bin/redis-server',
  '/usr/bin/valkey-server',
  '/opt/homebrew/bin/redis-server',
  '/snap/bin/redis-server',
];

/**
 * The path of a Redis server: `REDIS_SERVER_PATH`, else one of the usual places; `undefined` if there
 * is none.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function findRedisServer(env = process.env) {
  const named = env['REDIS_SERVER_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) {
      throw new Error(
        `REDIS_SERVER_PATH names ${named}, which does not exist: correct or unset it.`,
      );
    }
    return named;
  }
  return usualPlaces.find((path) => existsSync(path));
}

/**
 * Finds a Redis server, or tries to install Debian's where we are root. The service that comes with the
 * package is not started. Answers `undefined` if all of that fails.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function provideRedisServer(env = process.env) {
  const found = findRedisServer(env);
  if (found !== undefined || process.getuid?.() !== 0) return found;
  run('apt-get', ['update']);
  run('apt-get', ['install', '--yes', '--no-install-recommends', 'redis-server']);
  return findRedisServer(env);
}

function run(command, args) {
  // invoke-rc.d starts no service at this runlevel.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env, timeout: 240_000 });
}
