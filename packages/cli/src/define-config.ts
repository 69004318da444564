import type { ConfigSource } from './config.js';

/**
 * Returns `config` as it is, typed: scopes named in roles and applications are checked against the
 * catalogue by the compiler. A configuration file exports the result as its default.
 */
export function defineConfig<S extends string>(config: ConfigSource<S>): ConfigSource<S> {
  return config;
}
