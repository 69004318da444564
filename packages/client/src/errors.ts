import type { ScopeSet } from '@stepscope/core';
import type { OutcomeStatus } from './outcome.js';

/** What went wrong, one literal per error of this package. */
export type ClientErrorCode =
  | 'INVALID_OPTIONS'
  | 'UNDECLARED_SCOPE'
  | 'INSUFFICIENT_SCOPE'
  | 'INSUFFICIENT_USER_AUTHENTICATION'
  | 'FORBIDDEN'
  | 'REPLAY_REFUSED'
  | 'REDIRECT_REFUSED'
  | 'DPOP_NONCE_HIDDEN'
  | 'SIGN_IN_REQUIRED'
  | 'CALLBACK_REFUSED'
  | 'AUTHORIZATION_FAILED'
  | 'AUTHORIZATION_SERVER_UNREACHABLE'
  | 'RESOURCE_METADATA_REFUSED';

/**
 * Base of every error that this package throws on purpose, apart from {@link ClientOptionsError},
 * which is a `TypeError`. Its message holds no token, code, secret or header value.
 */
export class ClientError extends Error {
  override readonly name: string = 'ClientError';
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A mistake in the program: an option, or a scope that the client did not declare. */
export class ClientOptionsError extends TypeError {
  override readonly name = 'ClientOptionsError';
  readonly code: 'INVALID_OPTIONS' | 'UNDECLARED_SCOPE';

  constructor(code: 'INVALID_OPTIONS' | 'UNDECLARED_SCOPE', message: string) {
    super(message);
    this.code = code;
  }
}

/** The API refused a call for lack of scopes, and the user has not granted them. */
export class InsufficientScopeError extends ClientError {
  override readonly name = 'InsufficientScopeError';
  declare readonly code: 'INSUFFICIENT_SCOPE';
  /** All that the operation needs. */
  readonly required: ScopeSet;
  /** What the client holds now. */
  readonly granted: ScopeSet;
  /** What is lacking. */
  readonly missing: ScopeSet;
  /** The API's name of the operation, where it says one. */
  readonly action: string | undefined;
  /** How asking the user ended; `undefined` where nobody was asked. */
  readonly outcome: OutcomeStatus | undefined;

  constructor(
    facts: {
      readonly required: ScopeSet;
      readonly granted: ScopeSet;
      readonly missing: ScopeSet;
      readonly action?: string | undefined;
      readonly outcome?: OutcomeStatus | undefined;
    },
    options?: ErrorOptions,
  ) {
    super('INSUFFICIENT_SCOPE', `The call lacks ${[...facts.missing].join(', ')}.`, options);
    this.required = facts.required;
    this.granted = facts.granted;
    this.missing = facts.missing;
    this.action = facts.action;
    this.outcome = facts.outcome;
  }
}

/**
 * The API wants the user to have signed in more recently, or in another way (RFC 9470), and that has not
 * come about.
 */
export class InsufficientAuthenticationError extends ClientError {
  override readonly name = 'InsufficientAuthenticationError';
  declare readonly code: 'INSUFFICIENT_USER_AUTHENTICATION';
  /** Authentication contexts of which the API wants one; empty where any will do. */
  readonly acrValues: readonly string[];
  /** The longest time since the user has signed in, in seconds. */
  readonly maxAgeSeconds: number | undefined;
  /** The API's name of the operation, where it says one. */
  readonly action: string | undefined;
  /** How asking the user ended; `undefined` where nobody was asked, or where it did not satisfy the API. */
  readonly outcome: OutcomeStatus | undefined;

  constructor(
    facts: Pick<
      InsufficientAuthenticationError,
      'acrValues' | 'maxAgeSeconds' | 'action' | 'outcome'
    >,
    options?: ErrorOptions,
  ) {
    super(
      'INSUFFICIENT_USER_AUTHENTICATION',
      'The API wants the user to sign in again, or in a stronger way.',
      options,
    );
    this.acrValues = facts.acrValues;
    this.maxAgeSeconds = facts.maxAgeSeconds;
    this.action = facts.action;
    this.outcome = facts.outcome;
  }
}

/**
 * The API refused a call for scopes that the token carries, and a fresh token carries them too: it is
 * not about scopes, and asking the user would not help.
 */
export class ForbiddenError extends ClientError {
  override readonly name = 'ForbiddenError';
  declare readonly code: 'FORBIDDEN';
  readonly required: ScopeSet;

  constructor(required: ScopeSet, options?: ErrorOptions) {
    super(
      'FORBIDDEN',
      `The API refuses the call although the token carries ${[...required].join(', ')}: a rule other than scopes forbids it.`,
      options,
    );
    this.required = required;
  }
}

/**
 * What stood in a call's way is gone (the permission is there, or the token fresh), and the call was
 * not repeated, because repeating it might do its work twice. Do it again by the user's own act.
 */
export class ReplayRefusedError extends ClientError {
  override readonly name = 'ReplayRefusedError';
  declare readonly code: 'REPLAY_REFUSED';
  /** `method`: not safe, no `Idempotency-Key`, not allowed by `mayReplay`. `body`: a stream. */
  readonly reason: 'method' | 'body';

  constructor(method: string, reason: 'method' | 'body', options?: ErrorOptions) {
    super(
      'REPLAY_REFUSED',
      reason === 'body'
        ? `The ${method} call can be made now, and was not repeated: its body is a stream that has been read. Make the call again with a new body.`
        : `The permission is there, and the ${method} call was not repeated. Make it again, send an Idempotency-Key, or allow it in mayReplay.`,
      options,
    );
    this.reason = reason;
  }
}

/** The API answered a call with a redirect, which is not followed with a token. */
export class RedirectRefusedError extends ClientError {
  override readonly name = 'RedirectRefusedError';
  declare readonly code: 'REDIRECT_REFUSED';

  constructor(options?: ErrorOptions) {
    super(
      'REDIRECT_REFUSED',
      'The API answered with a redirect, which is not followed with an access token: call the final URL, or pass redirect: "manual" (maxRedirects: 0 for axios).',
      options,
    );
  }
}

/**
 * The API wants a nonce in the proof of a call (RFC 9449 §9), and the browser hides the header that says
 * which: its CORS does not expose it.
 */
export class DpopNonceError extends ClientError {
  override readonly name = 'DpopNonceError';
  declare readonly code: 'DPOP_NONCE_HIDDEN';

  constructor(options?: ErrorOptions) {
    super(
      'DPOP_NONCE_HIDDEN',
      'The API wants a nonce in the DPoP proof, and its DPoP-Nonce header cannot be read: list it in Access-Control-Expose-Headers, on refusals too.',
      options,
    );
  }
}

/** The call needs a token and there is none, or the one there cannot be renewed: sign in. */
export class SignInRequiredError extends ClientError {
  override readonly name = 'SignInRequiredError';
  declare readonly code: 'SIGN_IN_REQUIRED';

  constructor(options?: ErrorOptions) {
    super('SIGN_IN_REQUIRED', 'The call needs a signed-in user: call signIn().', options);
  }
}

/** An authorization response was refused; nothing of it was stored. */
export class CallbackError extends ClientError {
  override readonly name = 'CallbackError';
  declare readonly code: 'CALLBACK_REFUSED';
  /**
   * `unknown-state`: not started here, or used before. `different-user`: somebody else than the one
   * signed in. `invalid-response`: it fails a check of OAuth or OpenID Connect, such as `iss`, `nonce`
   * or the ID token.
   */
  readonly reason: 'unknown-state' | 'different-user' | 'invalid-response';

  constructor(reason: CallbackError['reason'], detail?: string) {
    super(
      'CALLBACK_REFUSED',
      `${callbackTexts[reason]}${detail === undefined ? '' : ` (${detail})`}`,
    );
    this.reason = reason;
  }
}

const callbackTexts: Record<CallbackError['reason'], string> = {
  'unknown-state':
    'The authorization response was refused: this page did not start it, or has used it before.',
  'different-user':
    'The authorization response was refused: it is for another user than the one signed in.',
  'invalid-response': 'The authorization response was refused: it fails a check.',
};

/** The authorization server answered with an error that is nobody's decision. */
export class AuthorizationError extends ClientError {
  override readonly name = 'AuthorizationError';
  declare readonly code: 'AUTHORIZATION_FAILED';
  /** The error code of RFC 6749 §4.1.2.1 or §5.2. */
  readonly error: string;

  constructor(error: string) {
    // It comes from a URL or a server: anything that does not look like an error code is not repeated.
    const known = /^[\w.:/-]{1,80}$/.test(error) ? error : 'unknown_error';
    super('AUTHORIZATION_FAILED', `The authorization server answered with the error "${known}".`);
    this.error = known;
  }
}

/** The authorization server could not be reached, or answered nothing that can be understood. */
export class AuthorizationServerError extends ClientError {
  override readonly name = 'AuthorizationServerError';
  declare readonly code: 'AUTHORIZATION_SERVER_UNREACHABLE';

  constructor(issuer: string, detail?: string) {
    super(
      'AUTHORIZATION_SERVER_UNREACHABLE',
      `The authorization server ${issuer} could not be reached or understood${detail === undefined ? '' : ` (${detail})`}. Try again later.`,
    );
  }
}

/**
 * Without the option `issuer` the authorization server is found by the API's metadata (RFC 9728), and
 * they do not tell.
 */
export class ResourceMetadataError extends ClientError {
  override readonly name = 'ResourceMetadataError';
  declare readonly code: 'RESOURCE_METADATA_REFUSED';
  /** `unreachable`: no document could be read. `other-resource`: it is about another API. */
  readonly reason: keyof typeof metadataTexts;
  /** The issuers to choose among, where there are several. */
  readonly issuers: readonly string[];

  constructor(
    reason: ResourceMetadataError['reason'],
    resource: string,
    issuers: readonly string[] = [],
  ) {
    const choice = issuers.length > 0 ? ` (${issuers.join(', ')})` : '';
    super(
      'RESOURCE_METADATA_REFUSED',
      `The metadata of ${resource} ${metadataTexts[reason]}${choice}. Give the option issuer.`,
    );
    this.reason = reason;
    this.issuers = issuers;
  }
}

const metadataTexts = {
  unreachable: 'could not be read',
  'other-resource': 'name another resource',
  'no-authorization-server': 'name no authorization server',
  'several-authorization-servers': 'name several authorization servers',
} as const;

/** Every error that this package throws on purpose; `switch` on its `code`. */
export type AnyClientError =
  | InsufficientScopeError
  | InsufficientAuthenticationError
  | ForbiddenError
  | ReplayRefusedError
  | RedirectRefusedError
  | DpopNonceError
  | SignInRequiredError
  | CallbackError
  | AuthorizationError
  | AuthorizationServerError
  | ResourceMetadataError
  | ClientOptionsError;
