import type { KeyValueStorage } from '../storage/key-value-storage.js';
import type { SharedRecords } from './shared-records.js';

/** A window of the authorization server that this page opened. */
export interface PopupWindow {
  /** `true` also where the window is open and isolated from this page. */
  readonly closed: boolean;
  navigate(url: string): void;
  close(): void;
}

/** A channel between pages of one origin. */
export interface MessageChannelPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
}

/** What the client needs of the page that it runs in. Nothing is touched before a method is called. */
export interface Browser {
  /** The page's URL. */
  currentUrl(): URL;
  /** Leaves the page; `replace` leaves no history entry behind. */
  leave(url: string, options?: { readonly replace?: boolean }): void;
  /** Changes the URL shown, without a request. */
  replaceUrl(url: string): void;
  /** Opens an empty window, or answers `undefined` where that is blocked. */
  openPopup(name: string): PopupWindow | undefined;
  /** Closes the page itself, where it is a popup. */
  closeSelf(): void;
  /**
   * Whether a window that this page opens, once it is back on this origin, is reached by channels. It
   * is not from a page that another origin's page holds in a frame: there, browsers keep apart what
   * pages of one origin share.
   */
  reachesPopups(): boolean;
  /** @throws where the browser refuses it. */
  openChannel(name: string): MessageChannelPort;
  /**
   * Runs `task` while no other page of this origin runs one under this name. Rejects with the signal's
   * reason where it aborts before the turn has come, and where the browser refuses locks.
   */
  withLock<T>(name: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Lives as long as the tab. */
  readonly sessionStorage: KeyValueStorage;
  /** Lives on; shared by the tabs of one origin. */
  readonly localStorage: KeyValueStorage;
  /** Lives on; shared by the tabs of one origin, and can hold keys. */
  readonly records: SharedRecords;
  isVisible(): boolean;
  /** Calls `listener` whenever the page becomes visible again. */
  onVisible(listener: () => void): void;
  /** Calls `listener` whenever the page comes back as it was left (from the back-forward cache). */
  onRestored(listener: () => void): void;
}
