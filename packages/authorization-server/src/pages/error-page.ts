import { errors } from 'oidc-provider';
import { html, type Html } from './html.js';
import { layout } from './layout.js';

export interface ErrorText {
  readonly title: string;
  readonly text: string;
  /** The protocol's name of the error, for whoever builds the application. */
  readonly code?: string;
}

/** What people read when something cannot go on, and the code for those who can mend it. */
export function errorPage({ title, text, code }: ErrorText): Html {
  return layout({
    title,
    body: html` <header>
        <h1>${title}</h1>
        <p class="lead"><bdi>${text}</bdi></p>
      </header>
      ${code !== undefined && html`<p class="hint">For the application's developers: <code>${code}</code></p>`}`,
  });
}

/** Words for an error of oidc-provider. Nothing that came with the request is repeated. */
export function errorTextOf(
  out: { readonly error: string; readonly error_description?: string | undefined },
  error: unknown,
): ErrorText {
  if (error instanceof errors.SessionNotFound) {
    return {
      title: 'This page has expired',
      text: 'Go back to the application and try again from there.',
      code: out.error,
    };
  }
  if (error instanceof errors.InvalidRedirectUri) {
    return {
      title: 'This application is not set up correctly',
      text: 'It asked to send you to an address that it is not registered for, so you were not sent there.',
      code: out.error,
    };
  }
  if (error instanceof errors.InvalidClient) {
    return {
      title: 'Unknown application',
      text: 'The application that sent you here is not registered.',
      code: out.error,
    };
  }
  if (error instanceof errors.OIDCProviderError && error.expose) {
    return {
      title: 'This request cannot be answered',
      text: out.error_description ?? 'The application sent a request that is not understood.',
      code: out.error,
    };
  }
  return {
    title: 'Something went wrong',
    text: 'The server could not answer. Try again in a moment.',
    code: 'server_error',
  };
}
