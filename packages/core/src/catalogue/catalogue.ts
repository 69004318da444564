import type { Evaluation } from '../requirements/evaluate.js';
import type { Requirement } from '../requirements/requirement.js';
import type { ProtocolScope } from '../scopes/is-protocol-scope.js';
import type { ScopeSet, ScopeSetLike } from '../scopes/scope-set.js';

/** How much harm a scope can do in the wrong hands. */
export type Sensitivity = 'low' | 'medium' | 'high';

/**
 * Texts in other languages, by language tag (RFC 5646), such as `de` or `pt-BR`. A text that a
 * language lacks falls back to a broader tag and then to the untranslated text; see `localize`.
 */
export type Translations<Text> = { readonly [languageTag: string]: Partial<Text> };

/** The texts of a scope: what people read. */
export interface ScopeTexts {
  /** Plain words for people, such as "Read files". */
  readonly title: string;
  /** One sentence: what an API treats this scope as granting. */
  readonly description?: string;
  /** Heading under which pickers and consent pages group the scope. */
  readonly category?: string;
  /** What the scope includes, a line each. */
  readonly includes?: readonly string[];
  /** Who typically asks for it. */
  readonly exampleUse?: string;
}

/** What a catalogue says about one scope. `S` is the union of the catalogue's scopes. */
export interface ScopeDefinition<S extends string = string> extends ScopeTexts {
  /**
   * Between alternatives that lack equally many scopes, the less sensitive one is asked for.
   * @default 'low'
   */
  readonly sensitivity?: Sensitivity;
  /** Scopes that this one grants as well. */
  readonly implies?: readonly S[];
  /** Still granted, but nobody should ask for it any more. @default false */
  readonly deprecated?: boolean;
  /** The scope to use instead of a deprecated one. */
  readonly replacedBy?: S;
  /** Identifier of the resource that the scope belongs to (RFC 8707 §2), where there are several. */
  readonly resource?: string;
  readonly translations?: Translations<ScopeTexts>;
}

/** The texts of an action. */
export interface ActionTexts {
  /** Plain words for people, such as "Create a file". */
  readonly title: string;
  readonly description?: string;
}

/** What a catalogue says about one action: a named operation that needs scopes. */
export interface ActionDefinition<S extends string = string> extends ActionTexts {
  /** What the action needs: scopes of the catalogue and protocol scopes. */
  readonly requires: Requirement<S | ProtocolScope>;
  /** Names the platform feature that runs the action by itself and would break without its scopes. */
  readonly native?: { readonly feature: string };
  readonly translations?: Translations<ActionTexts>;
}

/** The texts of a combination. */
export interface CombinationTexts {
  readonly title: string;
  /** What the scopes serve together. */
  readonly purpose?: string;
}

/** A named set of scopes that belong together for one purpose. */
export interface CombinationDefinition<S extends string = string> extends CombinationTexts {
  readonly scopes: readonly S[];
  readonly translations?: Translations<CombinationTexts>;
}

/** A catalogue as it is written down. */
export interface CatalogueDefinition<S extends string, A extends string> {
  readonly scopes: { readonly [Scope in S]: ScopeDefinition<NoInfer<S>> };
  readonly actions?: { readonly [Action in A]: ActionDefinition<NoInfer<S>> };
  readonly combinations?: { readonly [id: string]: CombinationDefinition<NoInfer<S>> };
}

/**
 * The legitimate scopes of one tenant, the actions that need them, and named combinations. `S` and
 * `A` are the unions of its scopes and action ids. Made by `defineCatalogue`; immutable.
 */
export interface Catalogue<S extends string = string, A extends string = string> {
  /** The tenant's scopes in declaration order; protocol scopes are not among them. */
  readonly scopes: ReadonlyMap<S, ScopeDefinition<S>>;
  readonly actions: ReadonlyMap<A, ActionDefinition<S>>;
  readonly combinations: ReadonlyMap<string, CombinationDefinition<S>>;
  /** Whether `scope` is legitimate here: one of the catalogue's, or a protocol scope. */
  has(scope: string): boolean;
  /**
   * What `action` needs.
   * @throws {CoreError} `UNKNOWN_ACTION`, naming the nearest one.
   */
  requirementOf(action: A): Requirement<S | ProtocolScope>;
  /**
   * The minimal alternatives of an action, scope or requirement.
   * @throws {CoreError} `UNKNOWN_SCOPE` or `UNKNOWN_ACTION`, naming the nearest entry.
   */
  alternativesOf(requirementOrAction: Requirement<S | ProtocolScope> | A): readonly ScopeSet[];
  /**
   * Whether `granted`, closed under `implies`, meets an action, scope or requirement. The alternative
   * to ask for lacks the fewest scopes, not counting those that others of it imply; between equals the
   * one whose most sensitive scopes are the least sensitive, each counting as what it implies; then
   * the one declared first.
   * @throws {CoreError} `UNKNOWN_SCOPE` or `UNKNOWN_ACTION`, naming the nearest entry.
   */
  evaluate(
    requirementOrAction: Requirement<S | ProtocolScope> | A,
    granted: ScopeSetLike,
  ): Evaluation;
  /** `scopes` together with all that they imply, directly or not. Unknown scopes stay as they are. */
  closure(scopes: ScopeSetLike): ScopeSet;
  /** The definition again, fit for `JSON.stringify` and `defineCatalogue`. */
  toJSON(): CatalogueDefinition<S, A>;
}
