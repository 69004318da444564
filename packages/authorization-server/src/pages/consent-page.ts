import { protocolScopes, type Catalogue, type ProtocolScope, type ScopeSet } from '@stepscope/core';
import type { ConsentQuestion } from '../consent/consent-question.js';
import type { Application, Grant, User } from '../directory.js';
import { html, type Html } from './html.js';
import { avatar, layout, tokenField } from './layout.js';

export interface ConsentPageOptions {
  readonly application: Application;
  readonly user: User;
  readonly catalogue: Catalogue;
  readonly question: ConsentQuestion;
  readonly grant: Grant | undefined;
  /** Where the answer is sent afterwards; its host is shown. */
  readonly redirectUri: string;
  /** The interaction's address, under which its forms go. */
  readonly base: string;
  readonly formToken: string;
}

/** More scopes than this are shown under the headings of their categories. */
const MAX_UNGROUPED = 10;

/** What an application wants, with a tick per scope; nothing that the user could not grant. */
export function consentPage(options: ConsentPageOptions): Html {
  const { application, base, formToken, question, redirectUri, user } = options;
  const { optional, required } = question;
  const shown = [...required, ...optional];
  return layout({
    title: `Allow ${application.name}?`,
    wide: true,
    script: true,
    body: html` <header>
        <h1><bdi>${application.name}</bdi> asks for your permission</h1>
        ${application.description !== undefined && html`<p class="lead"><bdi>${application.description}</bdi></p>`}
      </header>
      <section class="identity" aria-label="Account">
        ${avatar(user.name)}
        <p class="who">
          <span
            >Signed in as <strong><bdi>${user.name}</bdi></strong></span
          >${user.email !== undefined && html`<span><bdi>${user.email}</bdi></span>`}
        </p>
        <form method="post" action="${base}/switch">
          ${tokenField(formToken)}<button class="quiet">Use another account</button>
        </form>
      </section>
      <form method="post" action="${base}/consent" id="consent">
        ${tokenField(formToken)}
        ${shown.map((scope) => html`<input type="hidden" name="shown" value="${scope}" />`)}
        ${
          required.size > 0 &&
          html`<section>
            <h2>Needed to use <bdi>${application.name}</bdi></h2>
            ${scopeList(required, { ...options, locked: true })}
          </section>`
        }
        ${
          optional.size > 0 &&
          html`<section>
            <h2>You choose</h2>
            <p class="hint">
              Tick what you want to allow. You can change your mind later under connected apps.
            </p>
            ${optionalScopes(options)}
          </section>`
        }
        ${shown.length === 0 && html`<p class="note">You have already allowed everything that is asked for.</p>`}
        ${heldScopes(options)}
        <div class="actions">
          <button class="primary" data-label="${allowLabel(optional)}">
            ${allowLabel(optional)}
          </button>
          <button class="secondary" formaction="${base}/cancel">Cancel</button>
        </div>
      </form>
      <p class="hint">
        Either way you go back to <strong><bdi>${new URL(redirectUri).host}</bdi></strong
        >.
      </p>`,
  });
}

function allowLabel(optional: ScopeSet): string {
  return optional.size > 0 ? 'Allow selected' : 'Allow';
}

function optionalScopes(options: ConsentPageOptions): Html {
  const { catalogue, question } = options;
  if (question.optional.size <= MAX_UNGROUPED) return scopeList(question.optional, options);
  const categories = new Map<string, ScopeSet>();
  for (const scope of question.optional) {
    const category = catalogue.scopes.get(scope)?.category ?? 'Other';
    if (categories.has(category)) continue;
    const members = question.optional.filter(
      (other) => (catalogue.scopes.get(other)?.category ?? 'Other') === category,
    );
    categories.set(category, members);
  }
  return html`${[...categories].map(
    ([category, scopes]) =>
      html`<h3><bdi>${category}</bdi></h3>
        ${scopeList(scopes, options)}`,
  )}`;
}

function scopeList(
  scopes: ScopeSet,
  options: ConsentPageOptions & { readonly locked?: boolean },
): Html {
  const { application, locked = false } = options;
  const items = [...scopes].map((scope, index) => {
    const { title, description, includes = [] } = describe(scope, options.catalogue);
    const reason = application.reasons.get(scope);
    const id = `${locked ? 'required' : 'scope'}-${index}-${scope}`;
    return html`<li class="scope">
      <input
        type="checkbox"
        id="${id}"
        ${locked ? html`checked disabled` : html`name="scope" value="${scope}"`}
        aria-describedby="${id}-about"
      />
      <div>
        <label for="${id}"
          ><bdi>${title}</bdi>${locked && html`<span class="chip">Required</span>`}</label
        >
        <div id="${id}-about">
          ${description !== undefined && html`<p><bdi>${description}</bdi></p>`}
          ${reason !== undefined && html`<p class="reason"><span>Why:</span> <bdi>${reason.reason}</bdi></p>`}
          ${!locked && html`<p class="without"><span>If not:</span> <bdi>${reason?.without ?? `${application.name} cannot do this`}</bdi></p>`}
        </div>
        <details class="includes">
          <summary>What it includes</summary>
          ${
            includes.length > 0 &&
            html`<ul>
              ${includes.map((line) => html`<li><bdi>${line}</bdi></li>`)}
            </ul>`
          }
          <p>Technical name: <code>${scope}</code></p>
        </details>
      </div>
    </li> `;
  });
  return html`<ul class="scopes">
    ${items}
  </ul>`;
}

function heldScopes({ catalogue, question }: ConsentPageOptions): Html | undefined {
  const { held } = question;
  if (held.size === 0) return undefined;
  return html`<details class="held">
    <summary>Already allowed (${held.size})</summary>
    <ul>
      ${[...held].map(
        (scope) =>
          html`<li><bdi>${describe(scope, catalogue).title}</bdi> <code>${scope}</code></li>`,
      )}
    </ul>
  </details>`;
}

/** How a scope is put to people: the catalogue's words, or those of the protocol. */
export function describe(
  scope: string,
  catalogue: Catalogue,
): { title: string; description?: string; includes?: readonly string[] } {
  return (
    catalogue.scopes.get(scope) ?? protocolScopes.get(scope as ProtocolScope) ?? { title: scope }
  );
}
