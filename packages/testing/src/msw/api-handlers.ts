import { exposedHeaders, protectedResourceMetadataUrl } from '@stepscope/core';
import { http, HttpResponse, type HttpHandler } from 'msw';
import { answerAs, type Respond } from './answer-as.js';
import { methodOf, type FakeApi } from './fake-api.js';
import type { FakeAuthorizationServer } from './fake-authorization-server.js';
import { guardCall } from './guard-call.js';
import type { StepscopeSwitches } from './switches.js';
import { proofAlgorithms } from './verify-proof.js';

/** What answers for one API: its metadata (RFC 9728) and its routes. */
export function apiHandlers(
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
