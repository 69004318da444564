import { CoreError, type CoreErrorCode, type CoreProblem } from '../core-error.js';
import { alternativesOf } from '../requirements/alternatives-of.js';
import { evaluateAlternatives, isMet, type Evaluation } from '../requirements/evaluate.js';
import { isUnchangeable, type Requirement } from '../requirements/requirement.js';
import { isProtocolScope } from '../scopes/is-protocol-scope.js';
import { assertSet, ScopeSet, type ScopeSetLike } from '../scopes/scope-set.js';
import { privateNotes } from '../support/private-notes.js';
import { wrongKind } from '../support/wrong-kind.js';
import type {
  ActionDefinition,
  Catalogue,
  CatalogueDefinition,
  CombinationDefinition,
  ScopeDefinition,
} from './catalogue.js';
import { catalogueError } from './catalogue-error.js';
import { addUnknownScopes } from './check-names.js';
import { guess } from './fields.js';
import { Implications } from './implications.js';
import type { Entries } from './read-definition.js';

/** A catalogue that was checked. Its maps and what is in them are frozen. */
export class IndexedCatalogue implements Catalogue {
  readonly scopes: ReadonlyMap<string, ScopeDefinition>;
  readonly actions: ReadonlyMap<string, ActionDefinition>;
  readonly combinations: ReadonlyMap<string, CombinationDefinition>;
  readonly #implications: Implications;
  /** Of what was asked for: a guard asks on every request, and most names are never asked for. */
  readonly #alternativesOfNames = new Map<string, readonly ScopeSet[]>();
  readonly #alternativesOfObjects = privateNotes<object, readonly ScopeSet[]>();
  /** The name that scopes met last: an API asks the same of a token again and again. */
  readonly #metLast = privateNotes<ScopeSet, string>();

  constructor({ scopes, actions, combinations }: Entries) {
    this.scopes = scopes;
    this.actions = actions;
    this.combinations = combinations;
    this.#implications = new Implications(scopes);
    Object.freeze(this);
  }

  has(scope: string): boolean {
    return this.scopes.has(scope) || isProtocolScope(scope);
  }

  requirementOf(action: string): Requirement {
    if (typeof action !== 'string') throw wrongKind('action', 'the id of an action');
    const entry = this.actions.get(action);
    if (entry === undefined) {
      throw unknown('UNKNOWN_ACTION', 'action', action, this.actions.keys());
    }
    return entry.requires;
  }

  alternativesOf(requirementOrAction: Requirement): readonly ScopeSet[] {
    if (typeof requirementOrAction === 'string')
      return this.#alternativesOfName(requirementOrAction);
    const known = this.#alternativesOfObjects.get(requirementOrAction);
    if (known !== undefined) return known;
    const alternatives = alternativesOf(requirementOrAction);
    if (!alternatives.every((alternative) => [...alternative].every((scope) => this.has(scope)))) {
      const problems: CoreProblem[] = [];
      const where = 'the requirement names';
      addUnknownScopes(requirementOrAction, ['requirement'], where, this.scopes, problems);
      throw catalogueError(problems);
    }
    if (isUnchangeable(requirementOrAction)) {
      this.#alternativesOfObjects.set(requirementOrAction, alternatives);
    }
    return alternatives;
  }

  #alternativesOfName(name: string): readonly ScopeSet[] {
    const known = this.#alternativesOfNames.get(name);
    if (known !== undefined) return known;
    const requires = this.actions.get(name)?.requires;
    if (requires === undefined && !this.has(name)) {
      const names = [...this.scopes.keys(), ...this.actions.keys()];
      throw unknown('UNKNOWN_SCOPE', 'scope', name, names);
    }
    const alternatives = alternativesOf(requires ?? name);
    this.#alternativesOfNames.set(name, alternatives);
    return alternatives;
  }

  evaluate(requirementOrAction: Requirement, granted: ScopeSetLike): Evaluation {
    if (!(granted instanceof ScopeSet)) {
      assertSet(granted, 'granted');
      return this.#evaluate(requirementOrAction, granted);
    }
    if (this.#metLast.get(granted) === requirementOrAction) return { satisfied: true };
    const evaluation = this.#evaluate(requirementOrAction, granted);
    if (evaluation.satisfied && typeof requirementOrAction === 'string') {
      this.#metLast.set(granted, requirementOrAction);
    }
    return evaluation;
  }

  #evaluate(requirementOrAction: Requirement, granted: ScopeSetLike): Evaluation {
    const alternatives = this.alternativesOf(requirementOrAction);
    // Implications only add: what holds without them need not be looked up.
    if (isMet(alternatives, granted)) return { satisfied: true };
    return evaluateAlternatives(alternatives, this.closure(granted), this.#implications);
  }

  closure(scopes: ScopeSetLike): ScopeSet {
    assertSet(scopes, 'scopes');
    return this.#implications.closure(scopes);
  }

  toJSON(): CatalogueDefinition<string, string> {
    const { scopes, actions, combinations } = this;
    return {
      scopes: Object.fromEntries(scopes),
      ...(actions.size > 0 && { actions: Object.fromEntries(actions) }),
      ...(combinations.size > 0 && { combinations: Object.fromEntries(combinations) }),
    };
  }
}

function unknown(
  code: CoreErrorCode,
  noun: string,
  name: string,
  candidates: Iterable<string>,
): CoreError {
  return new CoreError({
    code,
    place: noun === 'action' ? 'action' : 'requirement',
    problem: `Unknown ${noun} "${name}".`,
    rule: `Only what the catalogue defines can be named.`,
    fix: guess(name, candidates) ?? 'Define it in the catalogue, or name another one.',
  });
}
