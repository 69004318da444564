import {
  exposedHeaders,
  protectedResourceMetadataUrl,
  unknownOption,
  type Catalogue,
  type ProviderProfile,
} from '@stepscope/core';
import { delay, http, HttpResponse, type HttpHandler } from 'msw';
import {
  FakeAuthorizationServer,
  type BackChannelRequest,
  type JsonAnswer,
} from './fake-authorization-server.js';
import { fakeApi, methodOf, type FakeApi, type FakeResource, type FakeRoute } from './fake-api.js';
import type { Decision } from './fake-user.js';
import { guardCall } from './guard-call.js';
import { assertSwitches, type FakeEndpoint, type StepscopeSwitches } from './switches.js';
import { DECISION_HEADER } from './user-decision.js';
import { proofAlgorithms } from './verify-proof.js';

export interface StepscopeHandlersOptions<S extends string, A extends string> {
  /** Issuer identifier of the fake authorization server. */
  readonly issuer: string;
  /** Resource identifier and base URL of the fake API. */
  readonly resource: string;
  readonly catalogue: Catalogue<S, A>;
  readonly routes?: readonly FakeRoute<NoInfer<S>, NoInfer<A>>[];
  /** Further APIs of the same authorization server, by resource identifier. */
  readonly resources?: Readonly<Record<string, FakeResource>>;
  /** Whose authorization server it behaves like: how it is asked, and how it answers. @default standard */
  readonly provider?: ProviderProfile;
  /** What goes differently; keep the object and change it as the test goes on. */
  readonly switches?: StepscopeSwitches;
  /** @default 300 */
  readonly accessTokenTtlSeconds?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

const optionNames: Record<keyof StepscopeHandlersOptions<string, string>, true> = {
  issuer: true,
  resource: true,
  catalogue: true,
  routes: true,
  resources: true,
  provider: true,
  switches: true,
  accessTokenTtlSeconds: true,
  now: true,
};

/**
 * Handlers for msw: an authorization server (metadata, keys, authorization, pushed requests, tokens
 * with rotation, revocation, logout) and APIs with their metadata (RFC 9728) whose routes refuse
 * exactly as the Express middleware does. An authorization request is answered with a redirect at once,
 * without pages; `switches` decide what the user does there.
 * @throws {TypeError} for an option, a switch or a method that is not there, naming the nearest one.
 * @throws {CoreError} for a route that needs what the catalogue does not define.
 */
export function stepscopeHandlers<S extends string, A extends string>(
  options: StepscopeHandlersOptions<S, A>,
): HttpHandler[] {
  const problem = unknownOption('option of stepscopeHandlers', options, optionNames);
  if (problem !== undefined) throw new TypeError(problem);
  const { issuer, resource, catalogue, routes = [], switches = {}, provider } = options;
  const { accessTokenTtlSeconds = 300, now = Date.now } = options;
  assertSwitches(switches);
  const all = { [resource]: { catalogue, routes }, ...options.resources };
  const apis = Object.entries(all).map(([identifier, api]) => fakeApi(identifier, api));
  const server = new FakeAuthorizationServer({
    issuer,
    apis,
    ...(provider !== undefined && { provider }),
    switches,
    accessTokenTtlSeconds,
    now,
  });
  return [
    ...handlersOfServer(server, issuer, switches),
    ...apis.flatMap((api) => handlersOfApi(api, { issuer, server, switches, now })),
  ];
}

function handlersOfServer(
  server: FakeAuthorizationServer,
  issuer: string,
  switches: StepscopeSwitches,
): HttpHandler[] {
  const answer = (endpoint: FakeEndpoint | undefined, respond: Respond): Promise<Response> =>
    answerAs({ side: 'authorization-server', endpoint, switches }, respond);
  const post = (
    path: string,
    endpoint: FakeEndpoint,
    respond: (request: BackChannelRequest) => JsonAnswer | Promise<JsonAnswer>,
  ): HttpHandler =>
    http.post(`${issuer}${path}`, ({ request }) =>
      answer(endpoint, async () => {
        const params = new URLSearchParams(await request.text());
        const proof = request.headers.get('DPoP');
        return jsonResponse(await respond({ url: request.url, params, proof }));
      }),
    );
  const { origin, pathname } = new URL(issuer);
  const documents = [
    `${issuer}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`,
  ];

  return [
    ...documents.map((url) =>
      http.get(url, () => answer('metadata', () => HttpResponse.json(server.metadata()))),
    ),
    http.get(`${issuer}/jwks`, () =>
      answer('metadata', async () => HttpResponse.json(await server.jwks())),
    ),
    http.get(`${issuer}/authorize`, ({ request }) =>
      answer(undefined, () => {
        const answer = answerNavigation(server, request);
        return answer ?? HttpResponse.html('<p>The request cannot be answered.', { status: 400 });
      }),
    ),
    post('/par', 'par', (request) =>
      switches.par === undefined ? { status: 404, body: {} } : server.push(request),
    ),
    post('/token', 'token', (request) => server.token(request)),
    post('/revoke', 'revocation', ({ params }) => server.revoke(params)),
    http.get(`${issuer}/logout`, ({ request }) =>
      answer(undefined, () => {
        server.signOut();
        const back = new URL(request.url).searchParams.get('post_logout_redirect_uri');
        return back === null ? new HttpResponse(null) : HttpResponse.redirect(back, 303);
      }),
    ),
  ];
}

/** A redirect for a browser; for whoever stands in for the user, JSON: `user-decision.ts` reads it. */
function answerNavigation(server: FakeAuthorizationServer, request: Request): Response | undefined {
  const parameters = new URL(request.url).searchParams;
  const question = request.headers.get(DECISION_HEADER);
  if (question === 'describe') {
    const described = server.describe(parameters)?.toString();
    return described === undefined ? undefined : HttpResponse.json({ parameters: described });
  }
  const decision = question === null ? undefined : (JSON.parse(question) as Decision);
  const location = server.authorize(parameters, decision);
  if (location === undefined) return undefined;
  return question === null ? HttpResponse.redirect(location, 303) : HttpResponse.json({ location });
}

function handlersOfApi(
  api: FakeApi,
  {
    issuer,
    server,
    switches,
    now,
  }: {
    readonly issuer: string;
    readonly server: FakeAuthorizationServer;
    readonly switches: StepscopeSwitches;
    readonly now: () => number;
  },
): HttpHandler[] {
  const context = { api, server, switches, proofs: new Set<string>(), now };
  const answer = (respond: Respond): Promise<Response> =>
    answerAs({ side: 'resource', endpoint: 'resource', switches }, respond);
  const base = api.resource.replace(/\/$/, '');
  const metadata = (): Record<string, unknown> => ({
    resource: api.resource,
    authorization_servers: [issuer],
    scopes_supported: [...api.catalogue.scopes.keys()],
    bearer_methods_supported: ['header'],
    ...(!switches.ignoresDpop && { dpop_signing_alg_values_supported: proofAlgorithms }),
    ...(switches.requiresDpop && { dpop_bound_access_tokens_required: true }),
  });

  return [
    http.get(protectedResourceMetadataUrl(api.resource), () =>
      answer(() => HttpResponse.json(metadata())),
    ),
    ...api.routes.map((route) =>
      http[methodOf(route)](`${base}${route.path}`, ({ request, params }) =>
        answer(async () => {
          const verdict = await guardCall(request, route, context);
          if (verdict instanceof Response) return verdict;
          const response =
            (await route.respond?.({ request, params, token: verdict })) ??
            HttpResponse.json({ ok: true });
          return withNonce(response, switches);
        }),
      ),
    ),
  ];
}

type Respond = () => Response | Promise<Response>;

/** What `respond` says, unless the switches say that the endpoint is slow or out of order. */
async function answerAs(
  {
    side,
    endpoint,
    switches,
  }: {
    readonly side: 'authorization-server' | 'resource';
    readonly endpoint: FakeEndpoint | undefined;
    readonly switches: StepscopeSwitches;
  },
  respond: Respond,
): Promise<Response> {
  assertSwitches(switches);
  if (switches.delayMs !== undefined) await delay(switches.delayMs);
  if (switches.offline === side || switches.offline === 'both') return HttpResponse.error();
  if (endpoint !== undefined && switches.busy?.includes(endpoint)) {
    return new HttpResponse(null, { status: 503, headers: { 'Retry-After': '1' } });
  }
  return respond();
}

function jsonResponse({ status, body, headers }: JsonAnswer): Response {
  return HttpResponse.json(body, { status, headers: { 'Cache-Control': 'no-store', ...headers } });
}

/** RFC 9449 §8.2: a nonce may come with any answer. */
function withNonce(
  response: Response,
  { resourceNonce, ignoresDpop }: StepscopeSwitches,
): Response {
  if (resourceNonce === undefined || ignoresDpop) return response;
  const headers = new Headers(response.headers);
  headers.set('DPoP-Nonce', resourceNonce);
  headers.set('Access-Control-Expose-Headers', exposedHeaders.join(', '));
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
