import type { WorkspaceScope } from '../../../catalogue.js';
import type { App, Shown } from '../app.js';

/** One page of the app. */
export interface Section {
  /** Its name in the address, after `#`. */
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  /** The scope without which the section has little to show. */
  readonly scope?: WorkspaceScope;
  readonly render: (app: App, shown: Shown) => Node;
}
