import { unknownOption } from '@stepscope/core';
import { createFakeChannels, type FakeChannel, type FakeChannels } from './fake-channels.js';
import { createFakeLocks, type FakeLocks } from './fake-locks.js';
import {
  createFakeDatabase,
  createFakeStorage,
  type FakeDatabase,
  type FakeRecords,
  type FakeStorage,
} from './fake-storage.js';
import type { SentPopup } from './popup-driver.js';

/** A window that a fake page opened. */
export interface FakePopup {
  readonly closed: boolean;
  readonly name: string;
  /** Where it was sent, in order. */
  readonly visited: string[];
  navigate(url: string): void;
  close(): void;
}

export interface FakeBrowserOptions {
  /** The URL of the first page. */
  readonly url: string;
  /**
   * Runs a page that a popup has arrived at, as its scripts would: call `handleRedirect()` of a client
   * made with this page as its `browser`.
   */
  readonly openPage?: (page: FakePage) => void | Promise<unknown>;
  /** Follows a navigation. @default globalThis.fetch */
  readonly fetch?: typeof fetch;
}

const optionNames: Record<keyof FakeBrowserOptions, true> = {
  url: true,
  openPage: true,
  fetch: true,
};

/** A page of a fake browser: what `createClient({ browser })` takes. */
export interface FakePage {
  /** The URL that the page shows. */
  readonly url: URL;
  /** Where the page has left for, if it has. */
  readonly leftFor: string | undefined;
  /** Whether it left without a history entry to come back to. */
  readonly leftWithoutTrace: boolean;
  /** Windows that it opened, in order. */
  readonly popups: readonly FakePopup[];
  /** Blocks windows from now on, or allows them again. */
  blockPopups(blocked: boolean): void;
  /**
   * Hands windows to `handle` when they are sent somewhere, for all pages of this browser, in place of
   * letting them go there. The answer ends it. `drivePopups` is made of it.
   */
  interceptPopups(handle: (popup: SentPopup) => void): () => void;
  /** What the user does in a popup: `answer` follows redirects at once, `wait` leaves it open. */
  popupBehaviour: 'answer' | 'wait';
  /** Whether a closed-looking window is reported, as Cross-Origin-Opener-Policy does. */
  isolatesPopups: boolean;
  /** Whether another site's page holds this one in a frame. */
  isEmbedded: boolean;
  /** Hides the page behind another tab, until it becomes visible again. */
  hide(): void;
  /** Lets the page become visible again. */
  becomeVisible(): void;
  /** Brings the page back by the browser's Back, as it was left (from the back-forward cache). */
  comeBack(): void;
  /** Closes the page: others hear nothing more of it, and what it had locked is free. */
  close(): void;
  /** The page that the navigation in `leftFor` ends at; this one is closed. */
  follow(): Promise<FakePage>;
  /** The same tab after a reload, or at another URL; this page is closed. */
  open(url?: string): FakePage;
  /** A new tab of the same browser, with a session storage of its own. */
  newTab(url?: string): FakePage;

  currentUrl(): URL;
  leave(url: string, options?: { readonly replace?: boolean }): void;
  replaceUrl(url: string): void;
  openPopup(name: string): FakePopup | undefined;
  closeSelf(): void;
  reachesPopups(): boolean;
  openChannel(name: string): FakeChannel;
  withLock<T>(name: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  isVisible(): boolean;
  onVisible(listener: () => void): void;
  onRestored(listener: () => void): void;
  readonly sessionStorage: FakeStorage;
  readonly localStorage: FakeStorage;
  readonly records: FakeRecords;
}

/**
 * The first page of a browser in memory, for tests of applications without one: redirects are followed
 * by `fetch` (and so answered by msw handlers), popups run their callback page, storage and channels
 * are shared as real ones are.
 * @throws {TypeError} for an option that is not there, a `url` that is not absolute, and an `openPage` that
 *   is no function.
 */
export function createFakeBrowser(options: FakeBrowserOptions): FakePage {
  const unknown = unknownOption('option of createFakeBrowser', options, optionNames);
  if (unknown !== undefined) throw new TypeError(unknown);
  if (!URL.canParse(options?.url)) {
    throw new TypeError('url is not absolute: give the whole address of a page of the app.');
  }
  if (options.openPage !== undefined && typeof options.openPage !== 'function') {
    throw new TypeError(
      'openPage is no function: pass (page) => createClient({ …, browser: page }).handleRedirect().',
    );
  }
  return createPage(new URL(options.url), {
    ...options,
    channels: createFakeChannels(),
    locks: createFakeLocks(),
    driven: {},
    localStorage: createFakeStorage(),
    sessionStorage: createFakeStorage(),
    records: createFakeDatabase(),
  });
}

interface FakeProfile extends FakeBrowserOptions {
  readonly channels: FakeChannels;
  readonly locks: FakeLocks;
  readonly localStorage: FakeStorage;
  readonly sessionStorage: FakeStorage;
  readonly records: FakeDatabase;
  readonly closeSelf?: () => void;
  readonly driven: { by?: (popup: SentPopup) => void };
}

function createPage(start: URL, profile: FakeProfile): FakePage {
  const follow = profile.fetch ?? ((input, init) => globalThis.fetch(input, init));
  let url = start;
  let leftFor: string | undefined;
  let leftWithoutTrace = false;
  let blocked = false;
  let hidden = false;
  let closed = false;
  const isOpen = (): boolean => !closed;
  const channels = profile.channels.of(isOpen);
  const locks = profile.locks.of(isOpen);
  const popups: FakePopup[] = [];
  const visible = new Set<() => void>();
  const restored = new Set<() => void>();

  const destination = async (target: string): Promise<string> => {
    const response = await follow(target, { redirect: 'manual' });
    const location = response.headers.get('Location');
    return location === null ? target : new URL(location, target).href;
  };

  const page: FakePage = {
    popupBehaviour: 'answer',
    isolatesPopups: false,
    isEmbedded: false,
    get url() {
      return url;
    },
    get leftFor() {
      return leftFor;
    },
    get leftWithoutTrace() {
      return leftWithoutTrace;
    },
    popups,
    interceptPopups(handle) {
      profile.driven.by = handle;
      return () => {
        if (profile.driven.by === handle) delete profile.driven.by;
      };
    },
    blockPopups(value) {
      blocked = value;
    },
    hide() {
      hidden = true;
    },
    becomeVisible() {
      hidden = false;
      for (const listener of visible) listener();
    },
    comeBack() {
      for (const listener of restored) listener();
    },
    close() {
      closed = true;
      locks.release();
    },
    async follow() {
      if (leftFor === undefined) throw new Error('The page has not left.');
      page.close();
      return createPage(new URL(await destination(leftFor)), profile);
    },
    open(next = url.href) {
      page.close();
      return createPage(new URL(next), profile);
    },
    newTab: (next = url.href) =>
      createPage(new URL(next), { ...profile, sessionStorage: createFakeStorage() }),

    currentUrl: () => new URL(url),
    leave(target, { replace = false } = {}) {
      leftFor = target;
      leftWithoutTrace = replace;
    },
    replaceUrl(target) {
      url = new URL(target, url);
    },
    openPopup(name) {
      if (blocked) return undefined;
      let popupClosed = false;
      const arriveAt = async (arrived: string): Promise<void> => {
        const closeSelf = (): void => void (popupClosed = true);
        await profile.openPage?.(createPage(new URL(arrived), { ...profile, closeSelf }));
      };
      const popup: FakePopup = {
        name,
        visited: [],
        get closed() {
          return popupClosed || page.isolatesPopups;
        },
        navigate(target) {
          popup.visited.push(target);
          const letGo = async (): Promise<void> => arriveAt(await destination(target));
          if (profile.driven.by !== undefined) {
            profile.driven.by({
              url: target,
              get closed() {
                return popupClosed;
              },
              letGo,
              arriveAt,
              close: () => popup.close(),
            });
          } else if (page.popupBehaviour === 'answer') void letGo();
        },
        close() {
          popupClosed = true;
        },
      };
      popups.push(popup);
      return popup;
    },
    closeSelf: () => profile.closeSelf?.(),
    reachesPopups: () => !page.isEmbedded,
    openChannel: (name) => channels.open(name),
    withLock: (name, task, signal) => locks.run(name, task, signal),
    isVisible: () => !hidden,
    onVisible: (listener) => void visible.add(listener),
    onRestored: (listener) => void restored.add(listener),
    sessionStorage: profile.sessionStorage,
    localStorage: profile.localStorage,
    records: profile.records.of(isOpen),
  };
  return page;
}
