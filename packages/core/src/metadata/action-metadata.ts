import type { ActionTexts, Translations } from '../catalogue/catalogue.js';
import type { ScopeSet } from '../scopes/scope-set.js';

/**
 * What an API publishes about its actions, so that clients can ask before a call instead of after a
 * 403. `action-metadata.schema.json` is its JSON schema.
 */
export interface ActionMetadataDocument {
  /** Identifier of the resource that the actions are of. */
  readonly resource: string;
  readonly actions: { readonly [action: string]: PublishedAction<readonly string[]> };
  /** For scopes that bring others along: all of these, directly implied or not. */
  readonly implies?: { readonly [scope: string]: readonly string[] };
}

/** An action as it is published. `Scopes` is how a set of scopes is written. */
export interface PublishedAction<Scopes> extends ActionTexts {
  /** Every minimal way to meet what the action needs, whole, in declaration order. */
  readonly required: readonly Scopes[];
  readonly translations?: Translations<ActionTexts>;
}

/** The same document once it has been read. */
export interface ActionMetadata {
  readonly resource: string;
  readonly actions: ReadonlyMap<string, PublishedAction<ScopeSet>>;
  readonly implies: ReadonlyMap<string, ScopeSet>;
}
