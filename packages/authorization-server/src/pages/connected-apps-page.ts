import type { Catalogue } from '@stepscope/core';
import type { Application, Grant, User } from '../directory.js';
import { accountCard } from './account-card.js';
import { describeScope, inDisplayOrder } from './describe-scope.js';
import { html, type Html } from './html.js';
import { layout, tokenField } from './layout.js';

/** One application that may do something for the user. */
export interface Connection {
  readonly application: Application;
  readonly grant: Grant;
}

export interface ConnectedAppsPageOptions {
  readonly user: User;
  readonly connections: readonly Connection[];
  readonly catalogue: Catalogue;
  readonly formToken: string;
  /** What has just been done. */
  readonly notice?: string;
}

/** Which applications may do what, and a way to take each of it back. */
export function connectedAppsPage(options: ConnectedAppsPageOptions): Html {
  const { connections, notice, user } = options;
  return layout({
    title: 'Connected apps',
    wide: true,
    body: html` <header>
        <h1>Connected apps</h1>
        <p class="lead">Applications that may act for you, and what each of them may do.</p>
      </header>
      ${accountCard(user)}
      ${notice !== undefined && html`<p class="notice" role="status"><bdi>${notice}</bdi></p>`}
      ${
        connections.length === 0
          ? html`<p class="empty">No application may act for you at the moment.</p>`
          : connections.map((connection) => connectedApp(connection, options))
      }`,
  });
}

function connectedApp({ application, grant }: Connection, options: ConnectedAppsPageOptions): Html {
  const { catalogue, formToken } = options;
  const base = appPath(application.clientId);
  return html`<section class="app" aria-label="${application.name}">
    <div class="app-head">
      <h2><bdi>${application.name}</bdi></h2>
      <p class="hint">
        Connected since
        <time datetime="${grant.since.toISOString()}">${formatDay(grant.since)}</time>
      </p>
    </div>
    <ul class="granted">
      ${[...inDisplayOrder(grant.granted, catalogue)].map((scope) => {
        const { title, description } = describeScope(scope, catalogue);
        return html`<li>
          <div>
            <strong><bdi>${title}</bdi></strong
            >${description !== undefined && html`<p><bdi>${description}</bdi></p>`}<code
              >${scope}</code
            >
          </div>
          ${
            scope === 'openid'
              ? html`<span class="chip">Sign-in</span>`
              : html`<form method="post" action="${base}/take-back">
                  ${tokenField(formToken)}<input
                    type="hidden"
                    name="scope"
                    value="${scope}"
                  /><button class="secondary" aria-label="Take back: ${title}">Take back</button>
                </form>`
          }
        </li> `;
      })}
    </ul>
    <p>
      <a class="button danger" href="${base}/disconnect"
        >Disconnect <bdi>${application.name}</bdi></a
      >
    </p>
  </section> `;
}

/** Asks before an application loses everything. */
export function disconnectPage(options: {
  readonly application: Application;
  readonly formToken: string;
}): Html {
  const { application, formToken } = options;
  return layout({
    title: `Disconnect ${application.name}?`,
    body: html` <header>
        <h1>Disconnect <bdi>${application.name}</bdi>?</h1>
        <p class="lead">
          It loses everything that you have allowed it, on all your devices. When it needs something
          again, it has to ask you.
        </p>
      </header>
      <form method="post" action="${appPath(application.clientId)}/disconnect">
        ${tokenField(formToken)}
        <div class="actions">
          <button class="primary danger">Disconnect</button
          ><a class="button secondary" href="/connected-apps">Keep it</a>
        </div>
      </form>`,
  });
}

function appPath(clientId: string): string {
  return `/connected-apps/${encodeURIComponent(clientId)}`;
}

function formatDay(date: Date): string {
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}
