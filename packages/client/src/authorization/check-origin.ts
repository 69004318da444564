import { check } from '../check-options.js';
import type { PageSettings } from './return-to.js';

/**
 * The page that an authorization comes back to keeps what it is checked against, and that is kept per
 * origin.
 * @throws {ClientOptionsError} where `redirectUri` is of another origin than the page.
 */
export function checkOrigin({ browser, redirectUri }: PageSettings): void {
  const [page, callback] = [browser.currentUrl().origin, new URL(redirectUri).origin];
  check(
    page === callback,
    `redirectUri is on ${callback}, and this page on ${page}: open the application there, or give a page of this origin.`,
  );
}
