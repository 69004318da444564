import { CoreError } from '../core-error.js';
import { alternativesOf } from '../requirements/alternatives-of.js';
import { evaluateAlternatives } from '../requirements/evaluate.js';
import type { Requirement } from '../requirements/requirement.js';
import { isProtocolScope, protocolScopes } from '../scopes/protocol-scopes.js';
import { ScopeSet, type ScopeSetLike } from '../scopes/scope-set.js';
import { nearestName } from '../support/nearest-name.js';
import type {
  ActionDefinition,
  Catalogue,
  CatalogueDefinition,
  CombinationDefinition,
  ScopeDefinition,
} from './catalogue.js';
import { impliedScopes } from './implied-scopes.js';

/**
 * Checks a catalogue and returns it with the questions that one asks of it. Scopes and actions are
 * inferred as literal types, so that a misspelt scope in an action, a guard or a permission request
 * does not compile.
 * @throws {CoreError} `INVALID_SCOPE` for a scope that RFC 6749 §3.3 refuses; `INVALID_CATALOGUE` for
 *   a scope that begins with `@` (reserved for the platform) or redefines a protocol scope, an action
 *   id that equals a scope, or a cycle of implications; `UNKNOWN_SCOPE` for a reference to a scope
 *   that the catalogue lacks. Each message names the entry and, where there is one, the nearest name.
 */
export function defineCatalogue<const S extends string, const A extends string = never>(
  definition: CatalogueDefinition<S, A>,
): Catalogue<S, A> {
  return new DefinedCatalogue(definition);
}

class DefinedCatalogue<S extends string, A extends string> implements Catalogue<S, A> {
  readonly scopes: ReadonlyMap<S, ScopeDefinition<S>>;
  readonly actions: ReadonlyMap<A, ActionDefinition<S>>;
  readonly combinations: ReadonlyMap<string, CombinationDefinition<S>>;
  readonly #definition: CatalogueDefinition<S, A>;
  readonly #implied: ReadonlyMap<string, ScopeSet>;
  readonly #alternatives: ReadonlyMap<string, readonly ScopeSet[]>;

  constructor(definition: CatalogueDefinition<S, A>) {
    this.#definition = definition;
    this.scopes = entriesOf<S, ScopeDefinition<S>>(definition.scopes);
    this.actions = entriesOf<A, ActionDefinition<S>>(definition.actions);
    this.combinations = entriesOf<string, CombinationDefinition<S>>(definition.combinations);

    for (const [scope, { implies = [] }] of this.scopes) {
      assertTenantScope(scope);
      for (const implied of implies) this.#assertOwnScope(implied, `scope ${scope} implies`);
    }
    this.#implied = impliedScopes(this.scopes);
    for (const [id, { scopes }] of this.combinations) {
      for (const scope of scopes) this.#assertOwnScope(scope, `combination "${id}" holds`);
    }
    const alternatives = new Map<string, readonly ScopeSet[]>();
    for (const [action, { requires }] of this.actions) {
      if (this.has(action)) {
        throw new CoreError(
          'INVALID_CATALOGUE',
          `Action "${action}" has the name of a scope: give the action another id, such as "${action.replace(/:.*$/, '')}.run".`,
        );
      }
      alternatives.set(action, this.#expand(requires, `action "${action}" requires`));
    }
    this.#alternatives = alternatives;
  }

  has(scope: string): boolean {
    return this.scopes.has(scope as S) || isProtocolScope(scope);
  }

  requirementOf(action: A): Requirement<S> {
    const entry = this.actions.get(action);
    if (entry === undefined) throw unknown('ACTION', action, this.actions.keys());
    return entry.requires;
  }

  alternativesOf(requirementOrAction: Requirement<S> | A): readonly ScopeSet[] {
    if (typeof requirementOrAction === 'string') {
      const known = this.#alternatives.get(requirementOrAction);
      if (known !== undefined) return known;
      if (!this.has(requirementOrAction)) {
        const names = [...this.scopes.keys(), ...this.actions.keys()];
        throw unknown('SCOPE', requirementOrAction, names);
      }
    }
    return this.#expand(requirementOrAction as Requirement<S>, 'the requirement names');
  }

  evaluate(requirementOrAction: Requirement<S> | A, granted: ScopeSetLike) {
    return evaluateAlternatives(this.alternativesOf(requirementOrAction), this.closure(granted));
  }

  closure(scopes: ScopeSetLike): ScopeSet {
    let closed = ScopeSet.empty.union(scopes);
    for (const scope of closed) {
      const implied = this.#implied.get(scope);
      if (implied !== undefined) closed = closed.union(implied);
    }
    return closed;
  }

  toJSON(): CatalogueDefinition<S, A> {
    return this.#definition;
  }

  #expand(requirement: Requirement<S>, where: string): readonly ScopeSet[] {
    const alternatives = alternativesOf(requirement);
    for (const alternative of alternatives) {
      for (const scope of alternative) {
        if (!this.has(scope)) throw unknown('SCOPE', scope, this.#allScopes(), where);
      }
    }
    return alternatives;
  }

  #assertOwnScope(scope: string, where: string): void {
    if (!this.scopes.has(scope as S)) throw unknown('SCOPE', scope, this.scopes.keys(), where);
  }

  #allScopes(): string[] {
    return [...this.scopes.keys(), ...protocolScopes.keys()];
  }
}

function entriesOf<K extends string, V>(
  record: { readonly [key: string]: V } | undefined,
): ReadonlyMap<K, V> {
  return new Map(Object.entries(record ?? {}) as [K, V][]);
}

function assertTenantScope(scope: string): void {
  ScopeSet.of(scope);
  if (scope.startsWith('@')) {
    throw new CoreError(
      'INVALID_CATALOGUE',
      `Scope "${scope}" begins with "@", which is reserved for the platform: choose another first character.`,
    );
  }
  if (isProtocolScope(scope)) {
    throw new CoreError(
      'INVALID_CATALOGUE',
      `Scope "${scope}" is a protocol scope, known everywhere: leave it out of the catalogue.`,
    );
  }
}

function unknown(
  kind: 'SCOPE' | 'ACTION',
  name: string,
  candidates: Iterable<string>,
  where?: string,
): CoreError {
  const nearest = nearestName(name, candidates);
  const noun = kind === 'SCOPE' ? 'scope' : 'action';
  return new CoreError(
    `UNKNOWN_${kind}`,
    `Unknown ${noun} "${name}"${where === undefined ? '' : `: ${where} it, but the catalogue does not define it`}.` +
      (nearest === undefined ? '' : ` Did you mean "${nearest}"?`),
  );
}
