import { formatChallenge } from '../challenges/format-challenge.js';
import { evaluateAlternatives } from '../requirements/evaluate.js';
import { ScopeSet } from '../scopes/scope-set.js';
import type { Problem, ProblemCode } from './problem.js';

/** Where a denial comes from; the same for every denial of one protected resource. */
export interface DenialContext {
  /** Realm of the challenge (RFC 9110 §11.5). */
  readonly realm: string;
  /** URL of the protected resource metadata (RFC 9728 §5.1). */
  readonly resourceMetadata: string;
}

/** Why a call is refused. */
export type DenialSituation = DenialContext &
  (
    | {
        readonly code: 'MISSING_CREDENTIALS';
        /** Every way to meet the requirement, if the route has one. */
        readonly alternatives?: readonly ScopeSet[];
      }
    | {
        readonly code: 'INVALID_REQUEST' | 'INVALID_TOKEN';
        /** One sentence of our own words: never text from the request. */
        readonly detail: string;
      }
    | {
        readonly code: 'INSUFFICIENT_SCOPE';
        readonly action?: string;
        /** The alternative that lacks least, whole. */
        readonly required: ScopeSet;
        readonly alternatives: readonly ScopeSet[];
        readonly granted: ScopeSet;
        readonly missing: ScopeSet;
      }
    | {
        readonly code: 'ISSUER_UNAVAILABLE';
        readonly retryAfterSeconds: number;
      }
  );

/** A refusal, ready to be sent by any server. */
export interface Denial {
  readonly status: 400 | 401 | 403 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** To be sent as JSON. */
  readonly body: Problem;
}

/** What a cross-origin caller must be allowed to read of a denial and of a success. */
export const exposedHeaders: readonly string[] = ['WWW-Authenticate', 'DPoP-Nonce', 'Retry-After'];

const fixed: Record<ProblemCode, { status: Denial['status']; title: string; error?: string }> = {
  MISSING_CREDENTIALS: { status: 401, title: 'An access token is needed' },
  INVALID_REQUEST: { status: 400, title: 'The request is malformed', error: 'invalid_request' },
  INVALID_TOKEN: { status: 401, title: 'The access token was refused', error: 'invalid_token' },
  INSUFFICIENT_SCOPE: {
    status: 403,
    title: 'The access token lacks a permission',
    error: 'insufficient_scope',
  },
  ISSUER_UNAVAILABLE: { status: 503, title: 'Access tokens cannot be verified right now' },
};

/**
 * Status, headers and body for a refused call: the one place where they are decided. The challenge
 * follows RFC 6750 §3, the body RFC 9457. Nothing of the request is echoed.
 */
export function denial(situation: DenialSituation): Denial {
  const { code } = situation;
  const { status, title, error } = fixed[code];
  const detail = detailOf(situation);
  return {
    status,
    headers: {
      'Cache-Control': 'no-store',
      'Content-Type': 'application/problem+json',
      ...(situation.code === 'ISSUER_UNAVAILABLE'
        ? { 'Retry-After': String(Math.max(1, Math.ceil(situation.retryAfterSeconds))) }
        : {
            'WWW-Authenticate': formatChallenge({
              scheme: 'Bearer',
              params: {
                realm: situation.realm,
                error,
                error_description: error && detail,
                scope: challengedScopes(situation),
                resource_metadata: situation.resourceMetadata,
              },
            }),
          }),
    },
    body: {
      type: `urn:stepscope:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title,
      status,
      detail,
      code,
      ...(error !== undefined && { error }),
      ...scopeMembers(situation),
    },
  };
}

function challengedScopes(situation: DenialSituation): string | undefined {
  if (situation.code === 'INSUFFICIENT_SCOPE') return situation.required.toString();
  if (situation.code !== 'MISSING_CREDENTIALS' || situation.alternatives === undefined) {
    return undefined;
  }
  const evaluation = evaluateAlternatives(situation.alternatives, ScopeSet.empty);
  return evaluation.satisfied ? undefined : evaluation.required.toString();
}

function detailOf(situation: DenialSituation): string {
  switch (situation.code) {
    case 'MISSING_CREDENTIALS':
      return 'Send an access token in the Authorization header, as "Bearer" and the token.';
    case 'INVALID_REQUEST':
    case 'INVALID_TOKEN':
      return situation.detail;
    case 'INSUFFICIENT_SCOPE':
      return `The access token lacks ${[...situation.missing].join(', ')}.`;
    case 'ISSUER_UNAVAILABLE':
      return 'What is needed to verify access tokens could not be fetched. Try again later.';
  }
}

function scopeMembers(situation: DenialSituation): Partial<Problem> {
  const required = (alternatives: readonly ScopeSet[]) => ({
    required: alternatives.map((alternative) => alternative.toJSON()),
  });
  if (situation.code === 'MISSING_CREDENTIALS' && situation.alternatives !== undefined) {
    return required(situation.alternatives);
  }
  if (situation.code !== 'INSUFFICIENT_SCOPE') return {};
  return {
    ...(situation.action !== undefined && { action: situation.action }),
    ...required(situation.alternatives),
    granted: situation.granted.toJSON(),
    missing: situation.missing.toJSON(),
  };
}
