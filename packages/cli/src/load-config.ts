import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError } from './cli-error.js';
import type { ConfigContext, ConfigSource, StepscopeConfig } from './config.js';

/**
 * The configuration that the file at `path` exports as its default.
 * @throws {CliError} `CONFIG_NOT_FOUND` or `INVALID_CONFIG`.
 */
export async function loadConfig(path: string, context: ConfigContext): Promise<StepscopeConfig> {
  const file = resolve(path);
  try {
    await access(file);
  } catch (cause) {
    throw new CliError(
      'CONFIG_NOT_FOUND',
      `There is no configuration at ${file}. Name one with --config FILE.`,
      { cause },
    );
  }
  const module = await importModule(file);
  const source = module.default;
  const config = typeof source === 'function' ? callSource(source, context, file) : source;
  if (typeof config !== 'object' || config === null) {
    throw new CliError(
      'INVALID_CONFIG',
      `${file} has no default export that is a configuration: export default defineConfig({ … }).`,
    );
  }
  for (const key of ['issuer', 'resource', 'stateDirectory'] as const) {
    if (typeof config[key] !== 'string' || config[key] === '') {
      throw new CliError(
        'INVALID_CONFIG',
        `${file}: "${key}" is missing. It is a non-empty string.`,
      );
    }
  }
  if (typeof config.catalogue?.has !== 'function') {
    throw new CliError(
      'INVALID_CONFIG',
      `${file}: "catalogue" is missing. It is what defineCatalogue of @stepscope/core returns.`,
    );
  }
  for (const key of ['users', 'applications'] as const) {
    if (!Array.isArray(config[key])) {
      throw new CliError('INVALID_CONFIG', `${file}: "${key}" is missing. It is an array.`);
    }
  }
  if (typeof config.roles !== 'object' || config.roles === null) {
    throw new CliError(
      'INVALID_CONFIG',
      `${file}: "roles" is missing. It is an object by role id.`,
    );
  }
  return config;
}

async function importModule(file: string): Promise<{ readonly default?: ConfigSource }> {
  try {
    return (await import(pathToFileURL(file).href)) as { default?: ConfigSource };
  } catch (cause) {
    if ((cause as { code?: unknown } | null)?.code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw cause;
    throw new CliError(
      'INVALID_CONFIG',
      `${file} is not JavaScript, and this Node loads nothing else. Compile it and name the result with --config, or use Node 22.18 or newer, which runs TypeScript.`,
      { cause },
    );
  }
}

function callSource(
  source: (context: ConfigContext) => StepscopeConfig,
  context: ConfigContext,
  file: string,
): StepscopeConfig {
  try {
    return source(context);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('INVALID_CONFIG', `${file}: ${reason}`, { cause });
  }
}
