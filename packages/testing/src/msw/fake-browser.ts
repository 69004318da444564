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
  /** Lets the page become visible again. */
  becomeVisible(): void;
  /** The page that the navigation in `leftFor` ends at. */
  follow(): Promise<FakePage>;
  /** The same tab after a reload, or at another URL. */
  open(url?: string): FakePage;
  /** A new tab of the same browser, with a session storage of its own. */
  newTab(url?: string): FakePage;

  currentUrl(): URL;
  leave(url: string, options?: { readonly replace?: boolean }): void;
  replaceUrl(url: string): void;
  openPopup(name: string): FakePopup | undefined;
  closeSelf(): void;
  openChannel(name: string): FakeChannel;
  onVisible(listener: () => void): void;
  readonly sessionStorage: FakeStorage;
  readonly localStorage: FakeStorage;
  readonly records: FakeRecords;
}

/** What `createClient` keeps in IndexedDB. */
export interface FakeRecords {
  update<T>(key: string, change: (value: unknown) => T): Promise<T>;
  /** Everything in it, for assertions on what is written down. */
  entries(): Readonly<Record<string, unknown>>;
}

export interface FakeChannel {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
}

export interface FakeStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  /** Everything in it, for assertions on what is written down. */
  entries(): Readonly<Record<string, string>>;
}

/**
 * The first page of a browser in memory, for tests of applications without one: redirects are followed
 * by `fetch` (and so answered by msw handlers), popups run their callback page, storage and channels
 * are shared as real ones are.
 */
export function createFakeBrowser(options: FakeBrowserOptions): FakePage {
  return createPage(new URL(options.url), {
    ...options,
    channels: new Map(),
    driven: {},
    localStorage: createFakeStorage(),
    sessionStorage: createFakeStorage(),
    records: createFakeRecords(),
  });
}

interface FakeProfile extends FakeBrowserOptions {
  readonly channels: Map<string, Set<(message: unknown) => void>>;
  readonly localStorage: FakeStorage;
  readonly sessionStorage: FakeStorage;
  readonly records: FakeRecords;
  readonly closeSelf?: () => void;
  readonly driven: { by?: (popup: SentPopup) => void };
}

function createPage(start: URL, profile: FakeProfile): FakePage {
  const follow = profile.fetch ?? ((input, init) => globalThis.fetch(input, init));
  let url = start;
  let leftFor: string | undefined;
  let leftWithoutTrace = false;
  let blocked = false;
  const popups: FakePopup[] = [];
  const visible = new Set<() => void>();

  const destination = async (target: string): Promise<string> => {
    const response = await follow(target, { redirect: 'manual' });
    const location = response.headers.get('Location');
    return location === null ? target : new URL(location, target).href;
  };

  const page: FakePage = {
    popupBehaviour: 'answer',
    isolatesPopups: false,
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
    becomeVisible() {
      for (const listener of visible) listener();
    },
    async follow() {
      if (leftFor === undefined) throw new Error('The page has not left.');
      return createPage(new URL(await destination(leftFor)), profile);
    },
    open: (next = url.href) => createPage(new URL(next), profile),
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
      let closed = false;
      const arriveAt = async (arrived: string): Promise<void> => {
        const closeSelf = (): void => void (closed = true);
        await profile.openPage?.(createPage(new URL(arrived), { ...profile, closeSelf }));
      };
      const popup: FakePopup = {
        name,
        visited: [],
        get closed() {
          return closed || page.isolatesPopups;
        },
        navigate(target) {
          popup.visited.push(target);
          const letGo = async (): Promise<void> => arriveAt(await destination(target));
          if (profile.driven.by !== undefined) {
            profile.driven.by({
              url: target,
              get closed() {
                return closed;
              },
              letGo,
              arriveAt,
              close: () => popup.close(),
            });
          } else if (page.popupBehaviour === 'answer') void letGo();
        },
        close() {
          closed = true;
        },
      };
      popups.push(popup);
      return popup;
    },
    closeSelf: () => profile.closeSelf?.(),
    openChannel: (name) => openFakeChannel(name, profile.channels),
    onVisible: (listener) => void visible.add(listener),
    sessionStorage: profile.sessionStorage,
    localStorage: profile.localStorage,
    records: profile.records,
  };
  return page;
}

/** Like a BroadcastChannel: everybody but the sender hears, a little later. */
function openFakeChannel(
  name: string,
  channels: Map<string, Set<(message: unknown) => void>>,
): FakeChannel {
  const members = channels.get(name) ?? new Set();
  channels.set(name, members);
  const own = new Set<(message: unknown) => void>();
  return {
    post(message) {
      const copy: unknown = structuredClone(message);
      const heard = [...members].filter((member) => !own.has(member));
      queueMicrotask(() => {
        for (const member of heard) member(copy);
      });
    },
    onMessage(listener) {
      members.add(listener);
      own.add(listener);
    },
    close() {
      for (const listener of own) members.delete(listener);
    },
  };
}

/** Like a database: what is in it are copies, and an answer comes a little later. */
function createFakeRecords(): FakeRecords {
  const records = new Map<string, unknown>();
  return {
    async update(key, change) {
      await Promise.resolve();
      const next = change(structuredClone(records.get(key)));
      if (next === undefined) records.delete(key);
      else records.set(key, structuredClone(next));
      return next;
    },
    entries: () => Object.fromEntries(records),
  };
}

function createFakeStorage(): FakeStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    entries: () => Object.fromEntries(items),
  };
}
