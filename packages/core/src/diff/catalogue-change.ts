/** One difference between two versions of a catalogue. */
export interface CatalogueChange {
  readonly subject: 'scope' | 'action' | 'combination';
  /**
   * `widened`: a scope implies more, an action can be run with less, a combination holds more.
   * `narrowed`: the opposite. `renamed`: a scope is gone and the one that replaces it is there.
   * `changed`: other fields. They decide nothing, except `resource`, which stands by itself: a scope's
   * identity is its resource and its name, so that one of another resource is another scope.
   */
  readonly kind: 'added' | 'removed' | 'renamed' | 'widened' | 'narrowed' | 'changed';
  /** The scope, action id or combination id; of a renamed scope the old one. */
  readonly name: string;
  /** The new name of a renamed scope. */
  readonly to?: string;
  /** Scopes that are implied or held newly (`widened`) or no longer (`narrowed`), sorted. */
  readonly scopes?: readonly string[];
  /** Alternatives of an action that suffice newly (`widened`) or no longer (`narrowed`). */
  readonly alternatives?: readonly (readonly string[])[];
  /** The fields that are `changed`, sorted. */
  readonly fields?: readonly string[];
  /** Whether something that worked with the former catalogue may stop working. */
  readonly breaking: boolean;
  /** The actions that somebody may run newly or no longer because of this, in declaration order. */
  readonly actions: readonly string[];
  /** The change in words. */
  readonly text: string;
}
