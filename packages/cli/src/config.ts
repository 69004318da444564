import type { DirectoryConfiguration, RevocationPublisher } from '@stepscope/authorization-server';

/** What `stepscope start` runs: one authorization server and the servers beside it. */
export interface StepscopeConfig<S extends string = string> extends DirectoryConfiguration<S> {
  /** Issuer identifier of the authorization server; it listens on this URL's host and port. */
  readonly issuer: string;
  /** Resource identifier (RFC 8707) of the API whose scopes `catalogue` defines. */
  readonly resource: string;
  /** Directory for everything that outlives a restart; kept out of version control. */
  readonly stateDirectory: string;
  /** Servers to start after the authorization server, in this order. */
  readonly servers?: readonly StepscopeServer[];
  /**
   * Told of each grant that has become narrower: a feed of `@stepscope/resource-server` that the API
   * among `servers` follows, for one.
   */
  readonly revocations?: RevocationPublisher;
  /** Environment variable that sets the issuer's port, named when the port is in use. */
  readonly issuerPortVariable?: string;
}

/** A server that `stepscope start` starts and stops together with the authorization server. */
export interface StepscopeServer {
  /** What people call it, such as "API". */
  readonly name: string;
  start(): Promise<RunningServer>;
}

export interface RunningServer {
  /** Where it answers. */
  readonly url: string;
  /** Stops it; resolves when its port is free again. */
  close(): Promise<void>;
}

/** What a configuration function may depend on. */
export interface ConfigContext {
  /** The environment of the process. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A configuration, or a function that makes one from the environment. */
export type ConfigSource<S extends string = string> =
  StepscopeConfig<S> | ((context: ConfigContext) => StepscopeConfig<S>);
