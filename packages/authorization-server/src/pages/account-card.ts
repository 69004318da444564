import type { User } from '../directory.js';
import { html, type Html } from './html.js';
import { avatar } from './layout.js';

/** Who is signed in, and what can be done about it. */
export function accountCard(user: User, action?: Html): Html {
  return html`<section class="identity" aria-label="Account">
    ${avatar(user.name)}
    <p class="who">
      <span
        >Signed in as <strong><bdi>${user.name}</bdi></strong></span
      >
      ${user.email !== undefined && html`<span><bdi>${user.email}</bdi></span>`}
    </p>
    ${action}
  </section>`;
}
