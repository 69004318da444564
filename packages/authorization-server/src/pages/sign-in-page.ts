import type { User } from '../directory.js';
import { html, type Html } from './html.js';
import { avatar, layout, tokenField } from './layout.js';

export interface SignInPageOptions {
  readonly users: readonly User[];
  /** Where the form goes. */
  readonly action: string;
  readonly formToken: string;
  /** Who asks for the sign-in, if it is an application. */
  readonly clientName?: string;
  /** Whom the application expects; with it the page offers nobody else. */
  readonly expected?: User;
  /** Where "Cancel" goes, if there is something to cancel. */
  readonly cancelAction?: string;
}

/** Pick who you are: stands in for real authentication, so the server runs on loopback hosts only. */
export function signInPage(options: SignInPageOptions): Html {
  const { action, cancelAction, clientName, expected, formToken } = options;
  const users = expected === undefined ? options.users : [expected];
  return layout({
    title: 'Sign in',
    body: html` <header>
        <h1>Sign in</h1>
        <p class="lead">
          ${
            clientName === undefined
              ? 'Choose an account to continue.'
              : html`Choose an account to continue to <strong><bdi>${clientName}</bdi></strong
                  >.`
          }
        </p>
      </header>
      ${
        expected !== undefined &&
        html`<p class="note">
          The application is in use by <strong><bdi>${expected.name}</bdi></strong
          >, so only this account can continue.
        </p>`
      }
      <form method="post" action="${action}">
        ${tokenField(formToken)}
        <ul class="accounts">
          ${users.map(accountButton)}
        </ul>
      </form>
      <p class="hint">This is a demonstration: accounts have no passwords.</p>
      ${
        cancelAction !== undefined &&
        html`<form method="post" action="${cancelAction}" class="cancel">
          ${tokenField(formToken)}<button class="quiet">Cancel</button>
        </form>`
      }`,
  });
}

function accountButton(user: User): Html {
  return html`<li>
    <button name="user" value="${user.id}" class="account">
      ${avatar(user.name)}
      <span class="who"
        ><strong><bdi>${user.name}</bdi></strong
        >${user.email !== undefined && html`<span><bdi>${user.email}</bdi></span>`}</span
      >
      <span class="roles"
        >${user.roles.map((role) => html`<span class="chip"><bdi>${role}</bdi></span>`)}</span
      >
    </button>
  </li> `;
}
