import type { User } from '../directory.js';
import { accountCard } from './account-card.js';
import { html, type Html } from './html.js';
import { layout, tokenField } from './layout.js';

/** The server's own front page: who is signed in, and where to go. */
export function startPage(options: { user: User | undefined; formToken: string }): Html {
  const { formToken, user } = options;
  return layout({
    title: 'Account',
    body:
      user === undefined
        ? html`<header>
              <h1>Account</h1>
              <p class="lead">You are not signed in.</p>
            </header>
            <div class="actions"><a class="button primary" href="/sign-in">Sign in</a></div>`
        : html`<header><h1>Account</h1></header>
            ${accountCard(user, html`<form method="post" action="/sign-out">${tokenField(formToken)}<button class="quiet">Sign out</button></form>`)}
            <div class="actions">
              <a class="button primary" href="/connected-apps">Connected apps</a>
            </div>`,
  });
}
