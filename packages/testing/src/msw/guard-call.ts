import {
  denial,
  exposedHeaders,
  protectedResourceMetadataUrl,
  type DenialContext,
  type DenialSituation,
  type ScopeShortage,
} from '@stepscope/core';
import type { FakeAuthorizationServer } from './fake-authorization-server.js';
import type { FakeApi, FakeRoute } from './fake-api.js';
import type { IssuedToken } from './issued-token.js';
import type { StepscopeSwitches } from './switches.js';
import { proofAlgorithms, verifyProof } from './verify-proof.js';

/** What guards the routes of one API. */
export interface GuardContext {
  readonly api: FakeApi;
  readonly server: FakeAuthorizationServer;
  readonly switches: StepscopeSwitches;
  /** Ids of the proofs that were taken so far. */
  readonly proofs: Set<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Credentials {
  readonly scheme: 'Bearer' | 'DPoP';
  readonly accessToken: string;
}

/** Finds whose call it is, or refuses it as the Express middleware does, checks in the same order. */
export async function guardCall(
  request: Request,
  route: FakeRoute<string, string>,
  context: GuardContext,
): Promise<IssuedToken | Response> {
  const { api, server, switches } = context;
  const refuse = (situation: DenialSituation): Response => refusal(situation, switches);
  const anonymous = contextOf(context);
  const credentials = credentialsOf(request, switches);
  if (credentials === undefined) {
    const alternatives = api.catalogue.alternativesOf(route.needs);
    return refuse({ ...anonymous, code: 'MISSING_CREDENTIALS', alternatives });
  }
  const common = { ...anonymous, schemes: [credentials.scheme] };
  const token = server.introspect(credentials.accessToken);
  if (token === undefined) {
    const detail = 'The access token is not valid any more.';
    return refuse({ ...common, code: 'INVALID_TOKEN', detail });
  }
  const detail = misuseOf(token, credentials, api);
  if (detail !== undefined) return refuse({ ...common, code: 'INVALID_TOKEN', detail });
  const proofRefusal = await checkProof(request, token, { ...context, credentials, common });
  if (proofRefusal !== undefined) return refuse(proofRefusal);
  const shortage = shortageOf(token, route, api);
  const { acrValues, maxAgeSeconds } = route;
  if (!isSignedInWell(token, route, context.now())) {
    return refuse({
      ...common,
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      ...(acrValues !== undefined && { acrValues }),
      ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
      ...(shortage !== undefined && { shortage }),
    });
  }
  if (shortage !== undefined) return refuse({ ...common, code: 'INSUFFICIENT_SCOPE', ...shortage });
  return token;
}

function contextOf({ api, switches }: GuardContext): DenialContext {
  return {
    realm: 'fake',
    resourceMetadata: protectedResourceMetadataUrl(api.resource),
    ...(!switches.ignoresDpop && { dpopAlgs: proofAlgorithms }),
  };
}

/** The token of a call in a scheme that the API takes. */
function credentialsOf(request: Request, switches: StepscopeSwitches): Credentials | undefined {
  const header = request.headers.get('Authorization') ?? '';
  const [, name, accessToken] = /^(Bearer|DPoP) (\S+)$/i.exec(header) ?? [];
  if (name === undefined || accessToken === undefined) return undefined;
  const scheme = name.toLowerCase() === 'bearer' ? 'Bearer' : 'DPoP';
  const refused = scheme === 'Bearer' ? switches.requiresDpop : switches.ignoresDpop;
  return refused ? undefined : { scheme, accessToken };
}

function misuseOf(token: IssuedToken, { scheme }: Credentials, api: FakeApi): string | undefined {
  if (token.resource !== api.resource) return 'The access token is for another API.';
  if (token.jkt !== undefined && scheme === 'Bearer') return 'The access token is bound to a key.';
  if (token.jkt === undefined && scheme === 'DPoP') return 'The access token is bound to no key.';
  return undefined;
}

async function checkProof(
  request: Request,
  token: IssuedToken,
  {
    credentials: { accessToken },
    common,
    switches,
    proofs,
    now,
  }: GuardContext & { readonly credentials: Credentials; readonly common: DenialContext },
): Promise<DenialSituation | undefined> {
  if (token.jkt === undefined) return undefined;
  const { method, url } = request;
  const verdict = await verifyProof(request.headers.get('DPoP') ?? '', {
    method,
    url,
    accessToken,
    nonce: switches.resourceNonce,
    now: now(),
    seen: proofs,
  });
  if (verdict.error === undefined) {
    if (verdict.jkt === token.jkt) return undefined;
    const detail = 'The access token is bound to another key.';
    return { ...common, code: 'INVALID_TOKEN', detail };
  }
  const { error, detail } = verdict;
  return error === 'use_dpop_nonce'
    ? { ...common, code: 'INVALID_TOKEN', error, detail, dpopNonce: switches.resourceNonce ?? '' }
    : { ...common, code: 'INVALID_TOKEN', error, detail };
}

function shortageOf(
  token: IssuedToken,
  { needs }: FakeRoute<string, string>,
  { catalogue }: FakeApi,
): ScopeShortage | undefined {
  const evaluation = catalogue.evaluate(needs, token.scopes);
  if (evaluation.satisfied) return undefined;
  const { required, alternatives, missing } = evaluation;
  return {
    ...(typeof needs === 'string' && catalogue.actions.has(needs) && { action: needs }),
    required,
    alternatives,
    granted: token.scopes,
    missing,
  };
}

/** @param now Milliseconds since the epoch. */
function isSignedInWell(
  { acr, authTime }: IssuedToken,
  { acrValues, maxAgeSeconds = Infinity }: FakeRoute<string, string>,
  now: number,
): boolean {
  const strong = acrValues === undefined || (acr !== undefined && acrValues.includes(acr));
  return strong && now / 1000 - authTime <= maxAgeSeconds;
}

function refusal(situation: DenialSituation, switches: StepscopeSwitches): Response {
  const { status, headers, body } = denial(situation);
  const sent = new Headers(headers);
  sent.set('Access-Control-Expose-Headers', exposedHeaders.join(', '));
  if (switches.hidesChallenge) sent.delete('WWW-Authenticate');
  return new Response(JSON.stringify(body), { status, headers: sent });
}
