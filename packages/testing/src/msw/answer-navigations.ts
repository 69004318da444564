import { decideRequest } from './user-decision.js';
import { interceptWindowPopups } from './window-popups.js';

/**
 * Answers what a real page asks of the fake authorization server by leaving for it: windows and
 * redirects end at once where the server sends the user, as the switches say. A service worker, and so
 * msw, does not see such navigations. Redirects take the Navigation API; where a browser has none, only
 * windows are answered.
 *
 * Call it once, when the worker has started, and before the client's `handleRedirect()`.
 * @returns what ends it.
 * @throws {TypeError} where there is no real page.
 */
export function answerNavigations(): () => void {
  if (typeof window === 'undefined') {
    throw new TypeError(
      'answerNavigations() has no real page here: call it in a browser; a fake one follows by itself.',
    );
  }
  const stopPopups = interceptWindowPopups((popup) => {
    void decideRequest(popup.url, {}, fetch).then((location) =>
      location === undefined ? popup.letGo() : popup.arriveAt(location),
    );
  });
  const stopRedirects = interceptRedirects();
  return () => {
    stopPopups();
    stopRedirects();
  };
}

/** The part of the Navigation API that is used; TypeScript does not know it everywhere. */
interface NavigationLike extends EventTarget {
  navigate(url: string, options: { readonly history: 'push' | 'replace' }): unknown;
}

interface NavigateEventLike extends Event {
  readonly destination: { readonly url: string };
  readonly navigationType: 'push' | 'reload' | 'replace' | 'traverse';
}

function interceptRedirects(): () => void {
  const { navigation } = window as unknown as { readonly navigation?: NavigationLike };
  if (navigation === undefined) return () => {};
  const given = new Set<string>();
  const goOn = async (url: string, history: 'push' | 'replace'): Promise<void> => {
    const location = (await decideRequest(url, {}, fetch)) ?? url;
    given.add(location);
    navigation.navigate(location, { history });
  };
  const listener = (event: Event): void => {
    const { destination, navigationType } = event as NavigateEventLike;
    const { url } = destination;
    if (given.delete(url) || !mayBeForServer(url) || !event.cancelable) return;
    event.preventDefault();
    void goOn(url, navigationType === 'replace' ? 'replace' : 'push');
  };
  navigation.addEventListener('navigate', listener);
  return () => navigation.removeEventListener('navigate', listener);
}

/** Authorization and logout requests name the client; the page's own URLs are nobody else's. */
function mayBeForServer(url: string): boolean {
  const { origin, searchParams } = new URL(url);
  return origin !== window.location.origin && searchParams.has('client_id');
}
