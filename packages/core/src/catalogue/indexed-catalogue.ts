import { CoreError, type CoreErrorCode, type CoreProblem } from '../core-error.js';
import { alternativesOf } from '../requirements/alternatives-of.js';
import { evaluateAlternatives, type Evaluation } from '../requirements/evaluate.js';
import type { Requirement } from '../requirements/requirement.js';
import { isProtocolScope } from '../scopes/protocol-scopes.js';
import type { ScopeSet, ScopeSetLike } from '../scopes/scope-set.js';
import type {
  ActionDefinition,
  Catalogue,
  CatalogueDefinition,
  CombinationDefinition,
  ScopeDefinition,
} from './catalogue.js';
import { addUnknownScopes } from './check-names.js';
import { guess } from './fields.js';
import { Implications } from './implications.js';

/** A catalogue that was checked, and the alternatives of its actions. */
interface Checked {
  readonly definition: CatalogueDefinition<string, string>;
  readonly scopes: ReadonlyMap<string, ScopeDefinition>;
  readonly actions: ReadonlyMap<string, ActionDefinition>;
  readonly combinations: ReadonlyMap<string, CombinationDefinition>;
  readonly alternatives: ReadonlyMap<string, readonly ScopeSet[]>;
}

export class IndexedCatalogue implements Catalogue {
  readonly scopes: ReadonlyMap<string, ScopeDefinition>;
  readonly actions: ReadonlyMap<string, ActionDefinition>;
  readonly combinations: ReadonlyMap<string, CombinationDefinition>;
  readonly #definition: CatalogueDefinition<string, string>;
  readonly #alternatives: ReadonlyMap<string, readonly ScopeSet[]>;
  readonly #implications: Implications;

  constructor({ definition, scopes, actions, combinations, alternatives }: Checked) {
    this.#definition = definition;
    this.scopes = scopes;
    this.actions = actions;
    this.combinations = combinations;
    this.#alternatives = alternatives;
    this.#implications = new Implications(scopes);
  }

  has(scope: string): boolean {
    return this.scopes.has(scope) || isProtocolScope(scope);
  }

  requirementOf(action: string): Requirement {
    const entry = this.actions.get(action);
    if (entry === undefined) throw unknown('UNKNOWN_ACTION', 'action', action, this.actions.keys());
    return entry.requires;
  }

  alternativesOf(requirementOrAction: Requirement): readonly ScopeSet[] {
    if (typeof requirementOrAction === 'string') {
      const known = this.#alternatives.get(requirementOrAction);
      if (known !== undefined) return known;
      if (!this.has(requirementOrAction)) {
        const names = [...this.scopes.keys(), ...this.actions.keys()];
        throw unknown('UNKNOWN_SCOPE', 'scope', requirementOrAction, names);
      }
    }
    const alternatives = alternativesOf(requirementOrAction);
    if (!alternatives.every((alternative) => [...alternative].every((scope) => this.has(scope)))) {
      const problems: CoreProblem[] = [];
      const where = 'the requirement names';
      addUnknownScopes(requirementOrAction, ['requirement'], where, this.scopes, problems);
      throw new CoreError(problems[0]!, problems);
    }
    return alternatives;
  }

  evaluate(requirementOrAction: Requirement, granted: ScopeSetLike): Evaluation {
    const alternatives = this.alternativesOf(requirementOrAction);
    return evaluateAlternatives(alternatives, this.closure(granted), this.#implications);
  }

  closure(scopes: ScopeSetLike): ScopeSet {
    return this.#implications.closure(scopes);
  }

  toJSON(): CatalogueDefinition<string, string> {
    return this.#definition;
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
