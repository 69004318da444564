import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { unknownOption } from '@stepscope/core';
import {
  Introspection,
  type Answer,
  type IntrospectionClient,
  type OpaqueOptions,
} from './introspection.js';
import { mintToken, type MintOptions } from './mint-token.js';
import { generateTestKey, type TestAlgorithm, type TestKey } from './signing/test-keys.js';
import { answerOutage, assertOutage, burden, REDIRECTED, type Outage } from './test-outage.js';

export interface TestIssuerOptions {
  /**
   * Which keys it has; the first signs unless `mint` names another. RSA keys take longer to make.
   * @default ['RS256', 'ES256']
   */
  readonly algorithms?: readonly [TestAlgorithm, ...TestAlgorithm[]];
  /** Audience of tokens that are minted without one. @default 'https://api.example' */
  readonly audience?: string;
  /** Milliseconds since the epoch; what `iat` and `exp` are counted from. @default Date.now */
  readonly now?: () => number;
  /** Path of the issuer identifier, such as `/tenant-1`. @default '' */
  readonly path?: string;
  /** More members of the metadata documents, or other values; `undefined` removes one. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Which metadata documents it publishes. @default ['openid', 'oauth'] */
  readonly publishes?: readonly ('openid' | 'oauth')[];
  /**
   * Who may ask at the introspection endpoint, by `client_secret_basic`.
   * @default { clientId: 'test-api', clientSecret: 'a secret: 100% +more' }
   */
  readonly introspectionClient?: IntrospectionClient;
}

const optionNames: Record<keyof TestIssuerOptions, true> = {
  algorithms: true,
  audience: true,
  now: true,
  path: true,
  metadata: true,
  publishes: true,
  introspectionClient: true,
};

/** Both are to be encoded before they are joined (RFC 6749 §2.3.1), which not everyone knows. */
const defaultIntrospectionClient: IntrospectionClient = {
  clientId: 'test-api',
  clientSecret: 'a secret: 100% +more',
};

/** An issuer with real keys on a real port, for tests of what verifies its tokens. */
export interface TestIssuer extends AsyncDisposable {
  /** The issuer identifier: `http://localhost` with the port, and the path if one was set. */
  readonly issuer: string;
  readonly jwksUri: string;
  /** Its introspection endpoint (RFC 7662). */
  readonly introspectionEndpoint: string;
  /** The credentials that the introspection endpoint takes. */
  readonly introspectionClient: IntrospectionClient;
  /** The path of every request so far, in order of arrival. */
  readonly requests: readonly string[];
  /** How many times the key set was asked for. */
  readonly jwksRequests: number;
  /** How many times it was asked about a token. */
  readonly introspectionRequests: number;
  /** Ids of the keys that it publishes, newest last. */
  readonly kids: readonly string[];
  /**
   * An access token in the form of RFC 9068, signed with the newest key of the algorithm, or one with
   * exactly one thing wrong.
   * @throws {TypeError} for an option or a defect that is not there, naming the nearest one, and for
   *   scopes in one string.
   */
  mint(options?: MintOptions): Promise<string>;
  /**
   * An access token that says nothing by itself: the introspection endpoint tells what it stands for,
   * until it expires or is revoked.
   * @throws {TypeError} for an option that is not there, naming the nearest one.
   */
  mintOpaque(options?: OpaqueOptions): string;
  /** Lets the introspection endpoint call a token inactive, be it opaque or a JWT. */
  revoke(token: string): void;
  /** Adds a new key of each algorithm and signs with those from now on; old keys stay published. */
  rotateKeys(): Promise<void>;
  /**
   * Stops publishing a key. Tokens signed with it before keep their signature.
   * @throws {TypeError} for a key that it does not publish.
   */
  removeKey(kid: string): void;
  /**
   * Fails from now on, in the way that is named, until `recover()`.
   * @throws {TypeError} for an outage that is not there, naming the nearest one.
   */
  fail(outage: Outage): Promise<void>;
  /** Lets the answers go that `slow` holds back. Later ones wait again. */
  release(): void;
  /** Ends an outage, on the same port. */
  recover(): Promise<void>;
  /** Frees the port. Unfinished responses are cut off. */
  close(): Promise<void>;
}

/**
 * Starts an issuer on a free port of `localhost`: RS256 and ES256 keys, a JWKS, metadata under the
 * paths of OpenID Connect Discovery 1.0 and RFC 8414, and token introspection (RFC 7662). It has no
 * authorization or token endpoint: tokens come from `mint` and `mintOpaque`.
 * @throws {TypeError} for an option or an algorithm that is not there, naming the nearest one.
 */
export async function startTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const problem = unknownOption('option of startTestIssuer', options, optionNames);
  if (problem !== undefined) throw new TypeError(problem);
  const { audience = 'https://api.example', now = Date.now, path = '' } = options;
  const { algorithms = ['RS256', 'ES256'], publishes = ['openid', 'oauth'] } = options;
  const { introspectionClient = defaultIntrospectionClient } = options;
  const requests: string[] = [];
  let generation = 0;
  let issued = 0;
  let outage: Outage | undefined;

  const generate = (): Promise<TestKey[]> => {
    generation++;
    return Promise.all(
      algorithms.map((algorithm) => generateTestKey(algorithm, `${algorithm}-${generation}`)),
    );
  };
  let published = await generate();
  let signing = published;

  const documents: Record<string, () => object> = {
    [`${path}/jwks`]: () => ({ keys: published.map((key) => key.publicJwk) }),
    ...(publishes.includes('openid') && { [`${path}/.well-known/openid-configuration`]: metadata }),
    ...(publishes.includes('oauth') && {
      [`/.well-known/oauth-authorization-server${path}`]: metadata,
    }),
  };

  const held = new Set<() => void>();
  const release = (): void => {
    for (const answer of held) answer();
    held.clear();
  };

  const listener: RequestListener = (request, response) => {
    const url = request.url ?? '/';
    // A pooled connection would outlive an outage.
    response.setHeader('Connection', 'close');
    requests.push(url);
    if (answerOutage(outage, url, response)) return;
    const answer = (): void =>
      // A client that has left while its body was read is owed nothing.
      void respond(request, url.replace(REDIRECTED, ''), response).catch(() => response.destroy());
    if (outage === 'slow') held.add(answer);
    else answer();
  };

  async function respond(
    request: IncomingMessage,
    url: string,
    response: ServerResponse,
  ): Promise<void> {
    const { status, headers, body } = await answerTo(request, url);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(burden(outage, body)));
  }

  const server = createServer(listener);
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://localhost:${port}${path}`;
  const jwksUri = `${issuer}/jwks`;
  const introspectionEndpoint = `${issuer}/introspect`;
  const introspection = new Introspection({
    issuer,
    audience,
    now,
    client: introspectionClient,
    keys: () => published.map((key) => key.publicJwk),
  });

  async function answerTo(request: IncomingMessage, url: string): Promise<Answer> {
    if (url === `${path}/introspect`) {
      const { method, headers } = request;
      const { authorization } = headers;
      return introspection.answer({ method, authorization, body: await text(request) });
    }
    const document = documents[url];
    if (document === undefined) return { status: 404, body: { error: 'not_found' } };
    return { status: 200, body: document() };
  }

  function metadata(): object {
    return {
      issuer: outage === 'other-issuer' ? 'https://another-issuer.example' : issuer,
      jwks_uri: jwksUri,
      introspection_endpoint: introspectionEndpoint,
      introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
      response_types_supported: [],
      grant_types_supported: [],
      ...options.metadata,
    };
  }

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const recover = async (): Promise<void> => {
    if (outage === 'refuse') await listen(server, port);
    // Requests that hang would otherwise wait for their own timeout.
    if (outage === 'hang' || outage === 'stall') server.closeAllConnections();
    outage = undefined;
    release();
  };

  return {
    issuer,
    jwksUri,
    introspectionEndpoint,
    introspectionClient,
    requests,
    get jwksRequests() {
      return requests.filter((url) => url === `${path}/jwks`).length;
    },
    get introspectionRequests() {
      return requests.filter((url) => url === `${path}/introspect`).length;
    },
    get kids() {
      return published.map((key) => key.kid);
    },
    async mint(mintOptions = {}) {
      const { algorithm = algorithms[0] } = mintOptions;
      const key = signing.find((candidate) => candidate.algorithm === algorithm);
      if (key === undefined) {
        throw new TypeError(`No key for ${algorithm}: name it in the issuer's algorithms.`);
      }
      issued++;
      const issuedAt = Math.floor(now() / 1000);
      return mintToken(mintOptions, { issuer, audience, issuedAt, jti: `token-${issued}`, key });
    },
    mintOpaque: (opaqueOptions = {}) => introspection.mint(opaqueOptions),
    revoke: (token) => introspection.revoke(token),
    async rotateKeys() {
      signing = await generate();
      published = [...published, ...signing];
    },
    removeKey(kid) {
      if (!published.some((key) => key.kid === kid)) {
        throw new TypeError(`No key "${kid}" is published: choose one of the issuer's kids.`);
      }
      published = published.filter((key) => key.kid !== kid);
    },
    async fail(how) {
      assertOutage(how);
      await recover();
      if (how === 'refuse') await close();
      outage = how;
    },
    release,
    recover,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
