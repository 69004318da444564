import { createMemoryStorage } from '../storage/memory-storage.js';
import type { KeyValueStorage } from '../storage/key-value-storage.js';
import type { Browser } from './browser.js';
import { createIndexedDbRecords } from './indexed-db-records.js';

/** The browser of the global `window`, which is touched only when a method is called. */
export function createWindowBrowser(): Browser {
  return {
    currentUrl: () => new URL(window.location.href),
    leave(url, { replace = false } = {}) {
      if (replace) window.location.replace(url);
      else window.location.assign(url);
    },
    replaceUrl(url) {
      window.history.replaceState(window.history.state, '', url);
    },
    openPopup(name) {
      const popup = window.open('', name, popupFeatures());
      if (popup === null || popup.closed) return undefined;
      return {
        get closed() {
          return popup.closed;
        },
        navigate: (url) => popup.location.replace(url),
        close: () => popup.close(),
      };
    },
    closeSelf: () => window.close(),
    reachesPopups: () => typeof BroadcastChannel === 'function' && !isEmbedded(),
    openChannel(name) {
      const channel = new BroadcastChannel(name);
      return {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
        post: (message) => channel.postMessage(message),
        onMessage(listener) {
          channel.addEventListener('message', (event) => listener(event.data));
        },
        close: () => channel.close(),
      };
    },
    async withLock(name, task, signal) {
      return navigator.locks.request(name, { ...(signal !== undefined && { signal }) }, task);
    },
    sessionStorage: webStorage(() => window.sessionStorage),
    localStorage: webStorage(() => window.localStorage),
    records: createIndexedDbRecords(),
    isVisible: () => document.visibilityState === 'visible',
    onVisible(listener) {
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') listener();
      });
    },
    onRestored(listener) {
      window.addEventListener('pageshow', (event) => {
        if (event.persisted) listener();
      });
    },
  };
}

/** Whether a page of another origin is above this one. */
function isEmbedded(): boolean {
  try {
    return window.top?.location.origin !== window.location.origin;
  } catch {
    return true;
  }
}

function popupFeatures(): string {
  const width = 480;
  const height = 720;
  const left = Math.round(window.screenX + (window.outerWidth - width) / 2);
  const top = Math.round(window.screenY + (window.outerHeight - height) / 2);
  return `popup,width=${width},height=${height},left=${Math.max(0, left)},top=${Math.max(0, top)}`;
}

/** Web Storage that falls back to memory where the browser refuses it, as with blocked cookies. */
function webStorage(find: () => Storage): KeyValueStorage {
  const memory = createMemoryStorage();
  const attempt = <T>(use: (storage: KeyValueStorage) => T): T => {
    try {
      return use(find());
    } catch {
      return use(memory);
    }
  };
  return {
    getItem: (key) => attempt((storage) => storage.getItem(key)),
    setItem: (key, value) => attempt((storage) => storage.setItem(key, value)),
    removeItem: (key) => attempt((storage) => storage.removeItem(key)),
  };
}
