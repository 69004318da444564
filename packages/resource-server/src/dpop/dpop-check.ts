import { invalidProof, invalidToken, unavailable, type Refusal } from '../refusal.js';
import { IssuerUnavailableError } from '../resource-server-error.js';
import { sha256 } from '../support/sha256.js';
import type { CheckResult, TokenCheck, VerifiedCall } from '../token-check.js';
import type { ResolvedDpop } from './dpop-options.js';
import { createNonces } from './nonces.js';
import { readProof } from './read-proof.js';
import { targetUris } from './target-uri.js';
import { verifyProof } from './verify-proof.js';

export interface DpopCheckOptions {
  readonly dpop: ResolvedDpop;
  readonly resource: string;
  readonly clockToleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onUnavailable: (error: IssuerUnavailableError) => void;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * A check of what was sent in the scheme `DPoP` (RFC 9449 §7.1): the token is bound to a key, and the
 * request carries a proof by that key, for this call, with a nonce of ours, for the first time. The nonce
 * says when the proof was made, in place of `iat` (§4.3), which is the word of somebody's device. A proof
 * counts as used only where nothing else is wrong with it. With a nonce that will soon be refused, the
 * response carries the next one (§8.2).
 * @throws {InvalidOptionError} for a `publicUrl` that is not one.
 */
export function dpopCheck(options: DpopCheckOptions): TokenCheck {
  const { dpop, resource, now } = options;
  const targetUriOf = targetUris(dpop.publicUrl, resource);
  const nonces = dpop.nonce && createNonces({ ...options, ...dpop.nonce });
  const rememberUse = uses(options);

  async function check(
    { request, tokenText }: VerifiedCall,
    keyThumbprint: string,
  ): Promise<CheckResult> {
    const { text, problem } = readProof(request);
    if (text === undefined) return { refusal: invalidProof(problem) };
    const { proof, refusal } = await verifyProof(text, {
      method: request.method,
      targetUri: targetUriOf(request),
      accessToken: tokenText,
      keyThumbprint,
      algorithms: dpop.algorithms,
      iatToleranceSeconds: nonces === undefined ? dpop.iatToleranceSeconds : Infinity,
      nowSeconds: now() / 1000,
    });
    if (refusal !== undefined) return { refusal };
    const nonce = await nonces?.judge(proof.nonce);
    if (nonce?.status === 'refused') return { refusal: useNonce(await nonces!.current()) };
    const unusable = await rememberUse({
      jti: proof.jti,
      keyThumbprint,
      endsAtSeconds: nonce?.endsAtSeconds ?? proof.iat + dpop.iatToleranceSeconds,
    });
    if (unusable !== undefined) return { refusal: unusable };
    return nonce?.status === 'old' ? { headers: offer(await nonces!.current()) } : undefined;
  }

  return (call) => {
    if (call.scheme !== 'DPoP') return undefined;
    const { keyThumbprint } = call.token;
    if (keyThumbprint !== undefined) return check(call, keyThumbprint);
    const detail = 'The access token is not bound to a key: send it as a bearer token.';
    return { refusal: invalidToken('bound', detail) };
  };
}

function useNonce(dpopNonce: string): Refusal {
  const detail = 'Make a DPoP proof with the nonce of the DPoP-Nonce header.';
  return {
    code: 'INVALID_TOKEN',
    error: 'use_dpop_nonce',
    reason: 'proof-nonce',
    dpopNonce,
    detail,
  };
}

/** RFC 9449 §8.2: a response that was stored would hand the nonce out again when it is old. */
function offer(nonce: string): Readonly<Record<string, string>> {
  return { 'DPoP-Nonce': nonce, 'Cache-Control': 'no-store' };
}

/** Notes that a proof is used, and refuses it if it was before, or if that cannot be known. */
function uses({ dpop, clockToleranceSeconds, now, onUnavailable }: DpopCheckOptions) {
  const { replayStore } = dpop;
  let failing = false;

  const report = (cause: unknown): void => {
    // Once per outage, or each request would write a line.
    if (!failing) {
      onUnavailable(
        new IssuerUnavailableError('Used DPoP proofs cannot be remembered.', { cause }),
      );
    }
    failing = true;
  };

  return async ({
    jti,
    keyThumbprint,
    endsAtSeconds,
  }: {
    readonly jti: string;
    readonly keyThumbprint: string;
    /** When this node begins to refuse the proof, by its iat or its nonce. */
    readonly endsAtSeconds: number;
  }): Promise<Refusal | undefined> => {
    // Longer by the tolerance: on a node whose clock is behind, the proof counts for longer.
    const endsAt = endsAtSeconds + clockToleranceSeconds;
    try {
      const isNew = await replayStore.remember({
        id: await sha256(`${keyThumbprint}.${jti}`),
        keyThumbprint,
        lifetimeMs: Math.max(1000, Math.ceil(endsAt * 1000 - now())),
      });
      failing = false;
      return isNew ? undefined : invalidProof('The DPoP proof has been used.', 'proof-replay');
    } catch (cause) {
      report(cause);
      return unavailable(RETRY_AFTER_SECONDS);
    }
  };
}
