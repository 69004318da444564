import { html, type Html } from './html.js';

export interface LayoutOptions {
  readonly title: string;
  readonly body: Html;
  /** The wide form has room for two columns. @default false */
  readonly wide?: boolean;
  /** Whether the page has a live label. @default false */
  readonly script?: boolean;
}

/** A whole page around `body`. */
export function layout({ title, body, wide = false, script = false }: LayoutOptions): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/pages.css" />
        ${script && html`<script src="/assets/pages.js" defer></script>`}
      </head>
      <body>
        <main class="${wide ? 'card wide' : 'card'}">${body}</main>
        <footer><a href="/">Account home</a><span>Secured by Stepscope</span></footer>
      </body>
    </html> `;
}

/** The hidden one-time token of a form. */
export function tokenField(token: string): Html {
  return html`<input type="hidden" name="form_token" value="${token}" />`;
}

/** A round picture with the first letters of a name. */
export function avatar(name: string): Html {
  const letters = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => Array.from(word)[0] ?? '')
    .join('');
  return html`<span class="avatar" aria-hidden="true">${letters}</span>`;
}
