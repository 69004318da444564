import type { CoreProblem } from '../core-error.js';
import { MAX_PARTS } from '../requirements/alternatives-of.js';
import type { Requirement } from '../requirements/requirement.js';
import type {
  ActionDefinition,
  ActionTexts,
  CombinationDefinition,
  CombinationTexts,
  ScopeDefinition,
  ScopeTexts,
} from './catalogue.js';
import { frozenMap } from '../support/frozen-map.js';
import { flag, list, map, matching, object, oneOf, record, text, type Reader } from './fields.js';

const languageTag = matching(
  /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/,
  'a language tag such as "de" or "pt-BR" (RFC 5646)',
);
const resourceIdentifier = matching(
  /^[A-Za-z][A-Za-z0-9+.-]*:[^\s#]+$/,
  'an absolute URI without a fragment (RFC 8707 §2)',
);
/** `alternativesOf` judges the shape, and then `checkReferences` the names. */
const requirement: Reader<Requirement> = (value) =>
  frozenCopy(value, 0, { copies: 0 }) as Requirement;
/** Scopes have a rule of their own for their names. */
const anyName: Reader<string> = (value) => value as string;

const scopeTexts = {
  title: text,
  description: text,
  category: text,
  includes: list(text),
  exampleUse: text,
};
const actionTexts = { title: text, description: text };
const combinationTexts = { title: text, purpose: text };

const scope = object<ScopeDefinition>(
  {
    ...scopeTexts,
    sensitivity: oneOf('low', 'medium', 'high'),
    implies: list(text),
    deprecated: flag,
    replacedBy: text,
    resource: resourceIdentifier,
    translations: record(object<Partial<ScopeTexts>>(scopeTexts), languageTag),
  },
  ['title'],
);
const action = object<ActionDefinition>(
  {
    ...actionTexts,
    requires: requirement,
    native: object({ feature: text }, ['feature']),
    translations: record(object<Partial<ActionTexts>>(actionTexts), languageTag),
  },
  ['title', 'requires'],
);
const combination = object<CombinationDefinition>(
  {
    ...combinationTexts,
    scopes: list(text),
    translations: record(object<Partial<CombinationTexts>>(combinationTexts), languageTag),
  },
  ['title', 'scopes'],
);
const catalogue = object<Entries>(
  { scopes: map(scope, anyName), actions: map(action), combinations: map(combination) },
  ['scopes'],
);

/** The entries of a catalogue, in declaration order. */
export interface Entries {
  readonly scopes: ReadonlyMap<string, ScopeDefinition>;
  readonly actions: ReadonlyMap<string, ActionDefinition>;
  readonly combinations: ReadonlyMap<string, CombinationDefinition>;
}

/**
 * A frozen copy of what is well-formed in `value`, a catalogue from anywhere. Adds a problem for each
 * field that is unknown, missing or of another kind; names are not looked up.
 */
export function readDefinition(value: unknown, problems: CoreProblem[]): Entries {
  const none = frozenMap(new Map<string, never>());
  const all = { scopes: none, actions: none, combinations: none };
  return { ...all, ...catalogue(value, [], problems) };
}

/** Past these bounds the rest of a requirement is left as it is: `alternativesOf` refuses it. */
const MAX_DEPTH = 200;
const MAX_COPIES = 2 * MAX_PARTS + 2;

function frozenCopy(value: unknown, depth: number, seen: { copies: number }): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  // A part is an object with an array in it, so that an acceptable requirement has fewer copies.
  if (++seen.copies > MAX_COPIES) return value;
  const copyOf = (item: unknown) => frozenCopy(item, depth + 1, seen);
  if (Array.isArray(value)) return Object.freeze(value.map(copyOf));
  const entries = Object.entries(value).map(([key, item]) => [key, copyOf(item)]);
  return Object.freeze(Object.fromEntries(entries));
}
