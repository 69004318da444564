import { InvalidOptionError } from '../resource-server-error.js';
import { assertOptions } from '../support/assert-options.js';
import { algorithmList, type SignatureAlgorithm } from '../token/signature-algorithms.js';
import { memoryReplayStore } from './memory-replay-store.js';
import type { ReplayStore } from './replay-store.js';

/** How DPoP proofs are checked (RFC 9449). Without members: for one node, with nonces. */
export interface DpopOptions {
  /** Refuses tokens that are not bound to a key. @default false */
  readonly required?: boolean;
  /** Signature algorithms of proofs that are accepted. @default ['ES256', 'Ed25519', 'EdDSA'] */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /**
   * The URL under which clients reach the path `/` of this server, for the `htu` of proofs: its path
   * is what a proxy cuts off. `Host` and `X-Forwarded-*` are never read.
   * @default derived from resource, for a server that sees paths whole and for one behind a proxy that
   *   cuts the path of resource off
   */
  readonly publicUrl?: string;
  /**
   * Without nonces: how far the `iat` of a proof may lie from this server's clock, either way, 1 to
   * 300: the clocks are those of people's devices. Proofs are remembered for about twice as long at
   * most. With nonces it has no say, because a nonce tells when a proof was made.
   * @default 60
   */
  readonly iatToleranceSeconds?: number;
  /**
   * Nonces that proofs must carry (RFC 9449 §9); `false` asks for none. The same on all nodes that share
   * a replay store: a proof is forgotten when its own node refuses it. @default {}
   */
  readonly nonce?: false | NonceOptions;
  /**
   * Remembers which proofs have been used. Several nodes need one that they share, as
   * `redisReplayStore` is.
   * @default memoryReplayStore()
   */
  readonly replayStore?: ReplayStore;
}

export interface NonceOptions {
  /**
   * Secrets of at least 32 characters, such as `openssl rand -base64 32` prints. Several nodes need
   * the same, or each refuses the nonces of the others. The first signs, all are accepted: to change
   * it, put a new one first and drop the old one two lifetimes later.
   * @default one that this process makes up
   */
  readonly secrets?: readonly string[];
  /**
   * How long a nonce is handed out; it is accepted for as long again. So old may a proof be that was
   * made in advance (RFC 9449 §11.2), and so long are proofs remembered. Whole seconds, 10 to 300.
   * @default 60
   */
  readonly lifetimeSeconds?: number;
}

/** The options with every default filled in and every rule checked. */
export interface ResolvedDpop {
  readonly required: boolean;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly publicUrl: string | undefined;
  readonly iatToleranceSeconds: number;
  readonly nonce: Required<NonceOptions> | undefined;
  readonly replayStore: ReplayStore;
}

const names: Record<keyof DpopOptions, true> = {
  required: true,
  algorithms: true,
  publicUrl: true,
  iatToleranceSeconds: true,
  nonce: true,
  replayStore: true,
};
const nonceNames: Record<keyof NonceOptions, true> = { secrets: true, lifetimeSeconds: true };

/** @throws {InvalidOptionError} naming the option, the rule and the fix. */
export function resolveDpop(options: DpopOptions, now: () => number): ResolvedDpop {
  assertOptions('dpop', options, { known: names, fix: '{}, or leave it out' });
  const {
    required = false,
    algorithms = ['ES256', 'Ed25519', 'EdDSA'],
    publicUrl,
    iatToleranceSeconds = 60,
    nonce = {},
    replayStore = memoryReplayStore({ now }),
  } = options;
  if (typeof required !== 'boolean') {
    throw new InvalidOptionError('dpop.required is neither true nor false.');
  }
  if (
    !Number.isFinite(iatToleranceSeconds) ||
    iatToleranceSeconds < 1 ||
    iatToleranceSeconds > 300
  ) {
    throw new InvalidOptionError(
      'dpop.iatToleranceSeconds is no number from 1 to 300: a proof is for one call, made now.',
    );
  }
  if (typeof (replayStore as Partial<ReplayStore> | null)?.remember !== 'function') {
    throw new InvalidOptionError(
      'dpop.replayStore is no store: pass memoryReplayStore(), or redisReplayStore(client).',
    );
  }
  return {
    required,
    algorithms: algorithmList('dpop.algorithms', algorithms),
    publicUrl,
    iatToleranceSeconds,
    nonce: nonce === false ? undefined : resolveNonce(nonce),
    replayStore,
  };
}

function resolveNonce(options: NonceOptions): Required<NonceOptions> {
  assertOptions('dpop.nonce', options, { known: nonceNames, fix: 'false or {}' });
  const { secrets = [randomSecret()], lifetimeSeconds = 60 } = options;
  if (!Array.isArray(secrets) || secrets.length === 0 || !secrets.every(isSecret)) {
    throw new InvalidOptionError(
      'dpop.nonce.secrets is no list of texts of 32 characters or more: make one with "openssl rand -base64 32".',
    );
  }
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 10 || lifetimeSeconds > 300) {
    throw new InvalidOptionError(
      'dpop.nonce.lifetimeSeconds is outside 10 to 300, or no whole number.',
    );
  }
  return { secrets: [...secrets], lifetimeSeconds };
}

function isSecret(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 32;
}

function randomSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).join(' ');
}
