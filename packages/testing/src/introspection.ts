import { unknownOption } from '@stepscope/core';
import { createLocalJWKSet, jwtVerify, type JWK } from 'jose';
import { claimsOf, type MintOptions } from './mint-token.js';

/** What an opaque token stands for. Without options it is valid, and carries no scope. */
export type OpaqueOptions = Pick<
  MintOptions,
  'scopes' | 'audience' | 'subject' | 'clientId' | 'expiresInSeconds' | 'dpopKey' | 'claims'
>;

const optionNames: Record<keyof OpaqueOptions, true> = {
  scopes: true,
  audience: true,
  subject: true,
  clientId: true,
  expiresInSeconds: true,
  dpopKey: true,
  claims: true,
};

/** With what a resource server authenticates at the introspection endpoint. */
export interface IntrospectionClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface IntrospectionOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly client: IntrospectionClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The keys that the issuer publishes now. */
  readonly keys: () => JWK[];
}

/** An introspection request: a method, the `Authorization` header and the body. */
export interface IntrospectionRequest {
  readonly method: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** An answer in JSON. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** Opaque tokens, and the endpoint that tells what they stand for (RFC 7662). */
export class Introspection {
  readonly #options: IntrospectionOptions;
  readonly #opaque = new Map<string, Record<string, unknown>>();
  readonly #revoked = new Set<string>();

  constructor(options: IntrospectionOptions) {
    this.#options = options;
  }

  /** @throws {TypeError} for an option that is not there, naming the nearest one, and as `claimsOf` does. */
  mint(options: OpaqueOptions): string {
    const problem = unknownOption('option of mintOpaque', options, optionNames);
    if (problem !== undefined) throw new TypeError(`${problem} More members go into "claims".`);
    const token = `opaque-${crypto.randomUUID()}`;
    const { issuer, audience } = this.#options;
    const issuedAt = Math.floor(this.#options.now() / 1000);
    this.#opaque.set(token, claimsOf(options, { issuer, audience, issuedAt, jti: token }));
    return token;
  }

  revoke(token: string): void {
    this.#revoked.add(token);
  }

  async answer({ method, authorization, body }: IntrospectionRequest): Promise<Answer> {
    if (method !== 'POST') return { status: 405, body: {}, headers: { Allow: 'POST' } };
    if (authorization !== basic(this.#options.client)) {
      const headers = { 'WWW-Authenticate': 'Basic realm="introspection"' };
      return { status: 401, headers, body: { error: 'invalid_client' } };
    }
    const token = new URLSearchParams(body).get('token');
    if (token === null) return { status: 400, body: { error: 'invalid_request' } };
    const claims = this.#revoked.has(token) ? undefined : await this.#claimsOf(token);
    if (claims === undefined) return { status: 200, body: { active: false } };
    const type = claims['cnf'] === undefined ? 'Bearer' : 'DPoP';
    return { status: 200, body: { active: true, token_type: type, ...claims } };
  }

  async #claimsOf(token: string): Promise<Record<string, unknown> | undefined> {
    const { issuer, now, keys } = this.#options;
    const claims = this.#opaque.get(token);
    if (claims !== undefined) return Number(claims['exp']) * 1000 <= now() ? undefined : claims;
    const options = { issuer, typ: 'at+jwt', currentDate: new Date(now()) };
    return jwtVerify(token, createLocalJWKSet({ keys: keys() }), options).then(
      ({ payload }) => payload,
      () => undefined,
    );
  }
}

/** `client_secret_basic`: id and secret are encoded before they are joined (RFC 6749 §2.3.1). */
function basic({ clientId, clientSecret }: IntrospectionClient): string {
  const encode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
}
