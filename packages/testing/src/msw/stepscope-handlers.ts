import {
  denial,
  exposedHeaders,
  protectedResourceMetadataUrl,
  ScopeSet,
  unknownName,
  type Catalogue,
  type Denial,
  type DenialSituation,
  type Requirement,
} from '@stepscope/core';
import { delay, http, HttpResponse, type HttpHandler } from 'msw';
import { FakeAuthorizationServer, type IssuedToken } from './fake-authorization-server.js';
import type { StepscopeSwitches } from './switches.js';

type Method = (typeof methods)[number];

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const;

/** A route of the fake API. */
export interface FakeRoute<S extends string, A extends string> {
  /** In lower or in upper case. */
  readonly method: Method | Uppercase<Method>;
  /** Path below the resource, as msw writes paths: `/files/:id`. */
  readonly path: string;
  /** The action, scope or requirement that guards it. */
  readonly needs: Requirement<S> | A;
  /** @default 200 with `{ "ok": true }` */
  readonly respond?: (call: {
    readonly request: Request;
    readonly params: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly token: IssuedToken;
  }) => Response | Promise<Response>;
}

/** A fake API beside the first one. */
export interface FakeResource {
  readonly catalogue: Catalogue;
  readonly routes?: readonly FakeRoute<string, string>[];
}

export interface StepscopeHandlersOptions<S extends string, A extends string> {
  /** Issuer identifier of the fake authorization server. */
  readonly issuer: string;
  /** Resource identifier and base URL of the fake API. */
  readonly resource: string;
  readonly catalogue: Catalogue<S, A>;
  readonly routes?: readonly FakeRoute<NoInfer<S>, NoInfer<A>>[];
  /** Further APIs of the same authorization server, by resource identifier. */
  readonly resources?: Readonly<Record<string, FakeResource>>;
  /** What goes differently; keep the object and change it as the test goes on. */
  readonly switches?: StepscopeSwitches;
  /** @default 300 */
  readonly accessTokenTtlSeconds?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/**
 * Handlers for msw: an authorization server (metadata, keys, authorization, tokens with rotation,
 * revocation, logout) and APIs that publish their metadata (RFC 9728), whose routes refuse exactly as
 * the Express middleware does. An
 * authorization request is answered with a redirect at once, without pages; `switches` decide what
 * the user does there.
 * @throws {TypeError} for a route with another method.
 * @throws {CoreError} for a route that needs what the catalogue does not define.
 */
export function stepscopeHandlers<S extends string, A extends string>(
  options: StepscopeHandlersOptions<S, A>,
): HttpHandler[] {
  const { issuer, resource, catalogue, routes = [], switches = {} } = options;
  const { accessTokenTtlSeconds = 300, now = Date.now } = options;
  const apis: readonly (readonly [string, FakeResource])[] = [
    [resource, { catalogue, routes }],
    ...Object.entries(options.resources ?? {}),
  ];
  const server = new FakeAuthorizationServer({
    issuer,
    resources: new Map(
      apis.map(([identifier, api]) => [identifier, ScopeSet.from(api.catalogue.scopes.keys())]),
    ),
    switches,
    accessTokenTtlSeconds,
    now,
  });
  const answer = async (
    side: 'authorization-server' | 'resource',
    respond: () => Response | Promise<Response>,
  ): Promise<Response> => {
    if (switches.delayMs !== undefined) await delay(switches.delayMs);
    const offline = switches.offline === side || switches.offline === 'both';
    return offline ? HttpResponse.error() : respond();
  };
  const fromServer = (respond: () => Response | Promise<Response>): Promise<Response> =>
    answer('authorization-server', respond);
  for (const [, api] of apis) {
    for (const { needs } of api.routes ?? []) api.catalogue.alternativesOf(needs);
  }

  return [
    http.get(`${issuer}/.well-known/openid-configuration`, () =>
      fromServer(() => HttpResponse.json(server.metadata())),
    ),
    http.get(`${issuer}/jwks`, () =>
      fromServer(async () => HttpResponse.json(await server.jwks())),
    ),
    http.get(`${issuer}/authorize`, ({ request }) =>
      fromServer(() =>
        HttpResponse.redirect(server.authorize(new URL(request.url).searchParams), 303),
      ),
    ),
    http.post(`${issuer}/token`, ({ request }) =>
      fromServer(async () => {
        const { status, body } = await server.token(new URLSearchParams(await request.text()));
        return HttpResponse.json(body, { status, headers: { 'Cache-Control': 'no-store' } });
      }),
    ),
    http.post(`${issuer}/revoke`, ({ request }) =>
      fromServer(async () => {
        server.revoke(new URLSearchParams(await request.text()).get('token') ?? '');
        return new HttpResponse(null, { status: 200 });
      }),
    ),
    http.get(`${issuer}/logout`, ({ request }) =>
      fromServer(() => {
        const back = new URL(request.url).searchParams.get('post_logout_redirect_uri');
        return back === null ? new HttpResponse(null) : HttpResponse.redirect(back, 303);
      }),
    ),
    ...apis.map(([identifier]) =>
      http.get(protectedResourceMetadataUrl(identifier), () =>
        answer('resource', () =>
          HttpResponse.json({ resource: identifier, authorization_servers: [issuer] }),
        ),
      ),
    ),
    ...apis.flatMap(([identifier, api]) => {
      const context = { catalogue: api.catalogue, server, resource: identifier, switches };
      const origin = identifier.replace(/\/$/, '');
      return (api.routes ?? []).map((route) =>
        http[methodOf(route)](`${origin}${route.path}`, ({ request, params }) =>
          answer('resource', () => {
            const verdict = guard(request, route.needs, context);
            if (verdict.refused !== undefined) return verdict.refused;
            const { token } = verdict;
            return route.respond?.({ request, params, token }) ?? HttpResponse.json({ ok: true });
          }),
        ),
      );
    }),
  ];
}

function methodOf({ method, path }: FakeRoute<string, string>): Method {
  const found = methods.find(
    (candidate) => candidate === (method as unknown as string | undefined)?.toLowerCase(),
  );
  if (found !== undefined) return found;
  throw new TypeError(`${unknownName('method', method, methods)} It is that of the route ${path}.`);
}

function guard<S extends string, A extends string>(
  request: Request,
  needs: Requirement<S> | A,
  {
    catalogue,
    server,
    resource,
    switches,
  }: {
    readonly catalogue: Catalogue<S, A>;
    readonly server: FakeAuthorizationServer;
    readonly resource: string;
    readonly switches: StepscopeSwitches;
  },
):
  | { readonly refused: Response; readonly token?: undefined }
  | { readonly refused?: undefined; readonly token: IssuedToken } {
  const context = { realm: 'fake', resourceMetadata: protectedResourceMetadataUrl(resource) };
  const refuse = (situation: DenialSituation) => ({
    refused: responseOf(denial(situation), switches),
  });
  const alternatives = catalogue.alternativesOf(needs);
  const credentials = /^Bearer (\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1];
  if (credentials === undefined) {
    return refuse({ ...context, code: 'MISSING_CREDENTIALS', alternatives });
  }
  const token = server.introspect(credentials);
  if (token?.resource !== resource) {
    const detail = 'The access token is not valid any more.';
    return refuse({ ...context, code: 'INVALID_TOKEN', detail });
  }
  const evaluation = catalogue.evaluate(needs, token.scopes);
  if (evaluation.satisfied) return { token };
  return refuse({
    ...context,
    code: 'INSUFFICIENT_SCOPE',
    ...(typeof needs === 'string' && catalogue.actions.has(needs as A) && { action: needs }),
    required: evaluation.required,
    alternatives: evaluation.alternatives,
    granted: token.scopes,
    missing: evaluation.missing,
  });
}

function responseOf({ status, headers, body }: Denial, switches: StepscopeSwitches): Response {
  const sent = new Headers(headers);
  sent.set('Access-Control-Expose-Headers', exposedHeaders.join(', '));
  if (switches.hidesChallenge) sent.delete('WWW-Authenticate');
  return new Response(JSON.stringify(body), { status, headers: sent });
}
