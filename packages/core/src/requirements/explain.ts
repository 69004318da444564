import { assertCatalogue } from '../catalogue/assert-catalogue.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { ProtocolScope } from '../scopes/is-protocol-scope.js';
import { assertSet, ScopeSet, type ScopeSetLike } from '../scopes/scope-set.js';
import { alternativesOf } from './alternatives-of.js';
import { evaluate } from './evaluate.js';
import type { Requirement } from './requirement.js';

/** How one scope of an alternative stands. */
export type ScopeStanding =
  | { readonly scope: string; readonly standing: 'held' | 'lacking' }
  | {
      readonly scope: string;
      readonly standing: 'implied';
      /** From a scope that is held, by implications, to this one. */
      readonly impliedBy: readonly string[];
    };

/** Why a requirement holds or not. */
export interface Explanation {
  readonly satisfied: boolean;
  /** What to ask for; empty where the requirement holds. */
  readonly missing: ScopeSet;
  /** Every minimal way to meet the requirement, in declaration order. */
  readonly alternatives: readonly {
    readonly satisfied: boolean;
    readonly scopes: readonly ScopeStanding[];
  }[];
  /** The same in words, a line for the verdict and one for each alternative. */
  readonly text: string;
}

/**
 * Why `granted` does or does not meet a requirement: which scopes of each alternative are held,
 * implied (and by which) or lacking, and what to ask for. With a catalogue an action id will do, and
 * implications count; without one names are compared exactly. Agrees with `evaluate`.
 * @throws {CoreError} For the same as `evaluate`.
 */
export function explain<S extends string, A extends string>(
  requirementOrAction: Requirement<NoInfer<S> | ProtocolScope> | NoInfer<A>,
  granted: ScopeSetLike,
  options: { readonly catalogue?: Catalogue<S, A> } = {},
): Explanation {
  const { catalogue } = Object(options) as { readonly catalogue?: Catalogue };
  if (catalogue !== undefined) assertCatalogue(catalogue, 'catalogue');
  assertSet(granted, 'granted');
  const held = ScopeSet.empty.union(granted);
  const evaluation =
    catalogue === undefined
      ? evaluate(requirementOrAction, held)
      : catalogue.evaluate(requirementOrAction, held);
  const ways =
    catalogue === undefined
      ? alternativesOf(requirementOrAction)
      : catalogue.alternativesOf(requirementOrAction);
  const paths = impliedBy(held, catalogue);
  const alternatives = ways.map((way) => {
    const scopes = [...way].map((scope) => standingOf(scope, held, paths));
    return { satisfied: scopes.every(({ standing }) => standing !== 'lacking'), scopes };
  });
  const missing = evaluation.satisfied ? ScopeSet.empty : evaluation.missing;
  const verdict = evaluation.satisfied
    ? 'The requirement holds.'
    : `The requirement does not hold: ask for ${[...missing].join(', ')}.`;
  const lines = alternatives.map(({ satisfied, scopes }) => {
    return `${satisfied ? 'Met' : 'Not met'}: ${scopes.map(describe).join(', ')}.`;
  });
  return {
    satisfied: evaluation.satisfied,
    missing,
    alternatives,
    text: [verdict, ...lines].join('\n'),
  };
}

/** For each scope that `held` implies, the shortest way to it. */
function impliedBy(held: ScopeSet, catalogue: Catalogue | undefined): Map<string, string> {
  const from = new Map<string, string>();
  const reached = new Set<string>(held);
  for (const scope of reached) {
    for (const next of catalogue?.scopes.get(scope)?.implies ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      from.set(next, scope);
    }
  }
  return from;
}

function standingOf(scope: string, held: ScopeSet, from: Map<string, string>): ScopeStanding {
  if (held.has(scope)) return { scope, standing: 'held' };
  const path = [scope];
  for (let by = from.get(scope); by !== undefined; by = from.get(by)) path.unshift(by);
  return path.length === 1
    ? { scope, standing: 'lacking' }
    : { scope, standing: 'implied', impliedBy: path };
}

function describe(standing: ScopeStanding): string {
  const { scope } = standing;
  if (standing.standing !== 'implied') return `${scope} is ${standing.standing}`;
  return `${scope} is implied (${standing.impliedBy.join(' → ')})`;
}
