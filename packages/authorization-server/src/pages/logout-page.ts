import { Html, html } from './html.js';
import { layout } from './layout.js';

/** Asks whether to sign out. `form` is oidc-provider's own, with its token in it. */
export function logoutPage(options: { form: string; clientName?: string | undefined }): Html {
  return layout({
    title: 'Sign out',
    body: html` <header>
        <h1>Sign out?</h1>
        <p class="lead">
          ${
            options.clientName === undefined
              ? 'A page asks to sign you out in this browser.'
              : html`<strong><bdi>${options.clientName}</bdi></strong> asks to sign you out in this
                  browser.`
          }
        </p>
      </header>
      ${new Html(options.form)}
      <div class="actions">
        <button class="primary" form="op.logoutForm" name="logout" value="yes">Sign out</button>
        <button class="secondary" form="op.logoutForm">Stay signed in</button>
      </div>`,
  });
}

/** Says that the session is over. */
export function signedOutPage(): Html {
  return layout({
    title: 'Signed out',
    body: html`<header>
      <h1>You are signed out</h1>
      <p class="lead">You can close this page.</p>
    </header>`,
  });
}
