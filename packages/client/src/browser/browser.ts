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
  openChannel(name: string): MessageChannelPort;
  /** Lives as long as the tab. */
  readonly sessionStorage: KeyValueStorage;
  /** Lives on; shared by the tabs of one origin. */
  readonly localStorage: KeyValueStorage;
  /** Lives on; shared by the tabs of one origin, and can hold keys. */
  readonly records: SharedRecords;
  /** Calls `listener` whenever the page becomes visible again. */
  onVisible(listener: () => void): void;
}
