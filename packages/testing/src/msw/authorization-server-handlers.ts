import { http, HttpResponse, type HttpHandler } from 'msw';
import { answerAs, type Respond } from './answer-as.js';
import type {
  BackChannelRequest,
  FakeAuthorizationServer,
  JsonAnswer,
} from './fake-authorization-server.js';
import type { Decision } from './fake-user.js';
import type { FakeEndpoint, StepscopeSwitches } from './switches.js';
import { DECISION_HEADER } from './user-decision.js';

/** What answers for the authorization server. */
export function authorizationServerHandlers(
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
        return back === null ? new HttpResponse(null) : sendTo(back, request);
      }),
    ),
  ];
}

function answerNavigation(server: FakeAuthorizationServer, request: Request): Response | undefined {
  const parameters = new URL(request.url).searchParams;
  const question = request.headers.get(DECISION_HEADER);
  if (question === 'describe') {
    const described = server.describe(parameters)?.toString();
    return described === undefined ? undefined : HttpResponse.json({ parameters: described });
  }
  const decision = question === null ? undefined : (JSON.parse(question) as Decision);
  const location = server.authorize(parameters, decision);
  return location === undefined ? undefined : sendTo(location, request);
}

/** A redirect for a browser; for whoever stands in for the user, JSON: `user-decision.ts` reads it. */
function sendTo(location: string, request: Request): Response {
  return request.headers.has(DECISION_HEADER)
    ? HttpResponse.json({ location })
    : HttpResponse.redirect(location, 303);
}

function jsonResponse({ status, body, headers }: JsonAnswer): Response {
  return HttpResponse.json(body, { status, headers: { 'Cache-Control': 'no-store', ...headers } });
}
