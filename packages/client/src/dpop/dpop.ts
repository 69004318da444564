import {
  allowInsecureRequests,
  Configuration,
  customFetch,
  fetchProtectedResource,
  getDPoPHandle,
  modifyAssertion,
  type DPoPHandle,
  type DPoPOptions,
} from 'openid-client';
import type {
  AccessTokenScheme,
  AccessTokenSchemeContext,
  Credentials,
  TokenBinding,
} from '../tokens/access-token-scheme.js';
import { check } from '../check-options.js';
import { forgetKeyPair, keepKeyPair, type KeptKeyPair } from './key-pair-store.js';

/**
 * Binds tokens to a key that no script can read (RFC 9449): a stolen token is of no use without it.
 * For the option `dpop` of `createClient`.
 *
 * The key (ES256) is made by this browser, cannot be extracted, is kept in IndexedDB per issuer and
 * client, and is removed by `signOut()`; where IndexedDB is refused, it lives as long as the page.
 * Every request to the token endpoint and every sending of a call carries a proof of its own, with the
 * nonce that its server wants; one that is refused for its nonce is sent again once.
 *
 * It does not keep a script in the page from using the key while the page is open.
 * @throws {ClientOptionsError} where it is handed over uncalled, when `createClient` calls it.
 */
export function dpop(): TokenBinding;
export function dpop(...misplaced: readonly unknown[]): TokenBinding {
  check(
    misplaced.length === 0,
    'dpop is handed over uncalled: pass dpop(), which takes no arguments.',
  );
  return (context) => new DpopScheme(context);
}

class DpopScheme implements AccessTokenScheme {
  readonly tokenType = 'dpop';
  readonly #context: AccessTokenSchemeContext;
  /** By origin. Those of the authorization server are kept apart, by openid-client (RFC 9449 §9). */
  readonly #nonces = new Map<string, string>();
  #kept: Promise<KeptKeyPair> | undefined;
  #atTokenEndpoint: Promise<DPoPHandle> | undefined;
  #atResource: Promise<DPoPHandle> | undefined;

  constructor(context: AccessTokenSchemeContext) {
    this.#context = context;
  }

  async keyId(): Promise<string> {
    return (await this.#resourceHandle()).calculateThumbprint();
  }

  async forTokenRequest(configuration: Configuration): Promise<DPoPOptions> {
    this.#atTokenEndpoint ??= this.#key().then(({ keyPair }) =>
      getDPoPHandle(configuration, keyPair),
    );
    return { DPoP: await this.#atTokenEndpoint };
  }

  /** A code that is bound to a key could not be exchanged by a page that does not find that key. */
  async forPushedRequest(configuration: Configuration): Promise<DPoPOptions> {
    const { isKept } = await this.#key();
    return isKept ? this.forTokenRequest(configuration) : {};
  }

  /**
   * openid-client hands a proof only to the request that it is for; so that request is begun, and its
   * proof taken in place of being sent.
   */
  async forCall(
    accessToken: string,
    { method, url }: { readonly method: string; readonly url: string },
  ): Promise<Credentials> {
    const DPoP = await this.#resourceHandle();
    let proof = '';
    const configuration = this.#bareConfiguration();
    configuration[customFetch] = async (_, { headers }) => {
      proof = new Headers(headers).get('DPoP') ?? '';
      return new Response(null, { status: 204 });
    };
    await fetchProtectedResource(
      configuration,
      accessToken,
      new URL(url),
      method,
      undefined,
      undefined,
      { DPoP },
    );
    return { Authorization: `DPoP ${accessToken}`, DPoP: proof };
  }

  noteNonce(url: string, nonce: string | null): void {
    if (nonce !== null) this.#nonces.set(new URL(url).origin, nonce);
  }

  async forget({ everywhere = false }: { readonly everywhere?: boolean } = {}): Promise<void> {
    this.#kept = undefined;
    this.#atTokenEndpoint = undefined;
    this.#atResource = undefined;
    if (everywhere) await forgetKeyPair(this.#context);
  }

  #key(): Promise<KeptKeyPair> {
    this.#kept ??= keepKeyPair(this.#context);
    return this.#kept;
  }

  #resourceHandle(): Promise<DPoPHandle> {
    this.#atResource ??= this.#key().then(({ keyPair }) =>
      getDPoPHandle(this.#bareConfiguration(), keyPair, {
        [modifyAssertion]: (_, payload) => {
          const nonce = this.#nonces.get(new URL(payload['htu'] as string).origin);
          if (nonce !== undefined) payload['nonce'] = nonce;
        },
      }),
    );
    return this.#atResource;
  }

  #bareConfiguration(): Configuration {
    const { issuer, clientId } = this.#context;
    const configuration = new Configuration({ issuer }, clientId);
    // Nothing is sent with it; which URLs get a token is decided by whoever calls.
    // oxlint-disable-next-line typescript/no-deprecated
    allowInsecureRequests(configuration);
    return configuration;
  }
}
