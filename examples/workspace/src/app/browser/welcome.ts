import type { App } from './app.js';
import { announceError } from './describe-error.js';
import { h } from './dom.js';

/** Marks a redirect as a sign-in, so that the return is greeted as one. */
export const signInMark = 'sign-in';

/** The page of somebody who is not signed in. */
export function welcome({ client, announcer }: App, message?: string): HTMLElement {
  async function signIn(): Promise<void> {
    await client.signIn({ returnTo: '/', data: signInMark }).catch((error: unknown) => {
      announceError(announcer, 'Could not sign in', error);
    });
  }
  return h(
    'main',
    { class: 'welcome' },
    h('img', { src: '/favicon.svg', alt: '', width: '56', height: '56' }),
    h('h1', {}, 'Your company’s work, in one place'),
    h(
      'p',
      { class: 'lead' },
      'Coline starts with one permission: reading your files. It asks for each further one when you first need it, and works without those that you refuse.',
    ),
    message === undefined ? undefined : h('p', { class: 'notice error', role: 'alert' }, message),
    h('button', { type: 'button', class: 'primary', onclick: () => void signIn() }, 'Sign in'),
  );
}
