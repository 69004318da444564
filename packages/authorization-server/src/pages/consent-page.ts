import type { Catalogue, ScopeSet } from '@stepscope/core';
import type { ConsentQuestion } from '../consent/consent-question.js';
import type { Application, User } from '../directory.js';
import { accountCard } from './account-card.js';
import { describeScope, inDisplayOrder } from './describe-scope.js';
import { html, type Html } from './html.js';
import { layout, tokenField } from './layout.js';

export interface ConsentPageOptions {
  readonly application: Application;
  readonly user: User;
  readonly catalogue: Catalogue;
  readonly question: ConsentQuestion;
  /** The API that the permissions are for; its host is shown. */
  readonly resource: string;
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
  const { application, base, formToken, question, redirectUri, resource, user } = options;
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
      ${accountCard(user, html`<form method="post" action="${base}/switch">${tokenField(formToken)}<button class="quiet">Use another account</button></form>`)}
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
          ${allowButton(question)}
          <button class="secondary" formaction="${base}/cancel">Cancel</button>
        </div>
      </form>
      <p class="hint">
        The permissions are for <strong><bdi>${new URL(resource).host}</bdi></strong
        >. Either way you go back to <strong><bdi>${new URL(redirectUri).host}</bdi></strong
        >.
      </p>`,
  });
}

/** The button as it is without the page's script, which exchanges its label while ticks change. */
function allowButton({ optional, required }: ConsentQuestion): Html {
  if (optional.size === 0) return html`<button class="primary">Allow</button>`;
  const some = 'Allow selected';
  // What is needed is granted whatever is ticked, so "none" would not be true beside it.
  const none = required.size > 0 ? 'Allow only what is needed' : 'Allow none of these';
  return html`<button class="primary" data-some="${some}" data-none="${none}">${some}</button>`;
}

function optionalScopes(options: ConsentPageOptions): Html {
  const { catalogue, question } = options;
  if (question.optional.size <= MAX_UNGROUPED) return scopeList(question.optional, options);
  const categoryOf = (scope: string) => describeScope(scope, catalogue).category ?? 'Other';
  const categories = new Map<string, ScopeSet>();
  for (const scope of inDisplayOrder(question.optional, catalogue)) {
    const category = categoryOf(scope);
    const members = question.optional.filter((other) => categoryOf(other) === category);
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
  const { application, catalogue, locked = false } = options;
  const items = [...inDisplayOrder(scopes, catalogue)].map((scope) => {
    const { title, description, includes = [] } = describeScope(scope, catalogue);
    const reason = application.reasons.get(scope);
    const id = `scope-${scope}`;
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
          ${!locked && reason?.without !== undefined && html`<p class="without"><span>If not:</span> <bdi>${reason.without}</bdi></p>`}
        </div>
        <details class="includes">
          <summary>${includes.length > 0 ? 'What it includes' : 'Details'}</summary>
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
      ${[...inDisplayOrder(held, catalogue)].map(
        (scope) =>
          html`<li><bdi>${describeScope(scope, catalogue).title}</bdi> <code>${scope}</code></li>`,
      )}
    </ul>
  </details>`;
}
