import type { SentPopup } from './popup-driver.js';

/**
 * Hands the windows that the page opens to `handle` when they are sent somewhere, in place of letting
 * them go there. The answer ends it.
 */
export function interceptWindowPopups(handle: (popup: SentPopup) => void): () => void {
  const open = window.open.bind(window);
  window.open = (url, target, features) => {
    const opened = open('', target, features);
    if (opened === null) return null;
    const popup = standIn(opened, handle);
    if (url !== undefined && String(url) !== '') popup.location.replace(String(url));
    return popup;
  };
  return () => {
    window.open = open;
  };
}

/** What a page may do with a window of another origin, and nothing more. */
function standIn(opened: Window, handle: (popup: SentPopup) => void): Window {
  const navigate = (to: string | URL): void => {
    const url = new URL(to, window.location.href).href;
    handle({
      url,
      get closed() {
        return opened.closed;
      },
      async letGo() {
        opened.location.replace(url);
      },
      async arriveAt(target) {
        opened.location.replace(target);
      },
      close: () => opened.close(),
    });
  };
  const location = {
    replace: navigate,
    assign: navigate,
    get href() {
      return opened.location.href;
    },
    set href(url: string) {
      navigate(url);
    },
  };
  const popup = {
    get closed() {
      return opened.closed;
    },
    get location() {
      return location;
    },
    set location(url: unknown) {
      navigate(String(url));
    },
    close: () => opened.close(),
    focus: () => opened.focus(),
    blur: () => opened.blur(),
    postMessage: opened.postMessage.bind(opened),
  };
  return popup as unknown as Window;
}
