import type { ActionTexts, Translations } from '../catalogue/catalogue.js';
import { isScope } from '../scopes/is-scope.js';
import { ScopeSet } from '../scopes/scope-set.js';
import type { ActionMetadata, PublishedAction } from './action-metadata.js';

/**
 * What `value`, the JSON of a resource's action metadata, says. Undefined if it is malformed anywhere
 * or speaks of another resource than `resource`, compared exactly (the rule of RFC 9728 §3.3): a
 * client then does as if there were none. Members that nobody knows are ignored. Never throws. Does
 * NOT check that a scope is one that the client may ask for.
 */
export function parseActionMetadata(
  value: unknown,
  options: { readonly resource: string },
): ActionMetadata | undefined {
  const { resource } = Object(options) as typeof options;
  if (!isRecord(value) || typeof resource !== 'string' || value['resource'] !== resource) {
    return undefined;
  }
  const actions = readMap(value['actions'], readAction);
  const implies = readMap(value['implies'] ?? {}, readScopes);
  if (actions === undefined || implies === undefined) return undefined;
  return [...implies.keys()].every(isScope) ? { resource, actions, implies } : undefined;
}

function readAction(value: unknown): PublishedAction<ScopeSet> | undefined {
  if (!isRecord(value) || !isText(value['title'])) return undefined;
  const texts = readTexts(value);
  const required = readList(value['required'], readScopes);
  const translations = readMap(value['translations'] ?? {}, readTexts);
  if (texts === undefined || required === undefined || translations === undefined) return undefined;
  if (required.length === 0 || required.some(({ size }) => size === 0)) return undefined;
  return {
    title: value['title'],
    ...texts,
    required,
    ...(translations.size > 0 && {
      translations: Object.fromEntries(translations) as Translations<ActionTexts>,
    }),
  };
}

function readTexts(value: unknown): Partial<ActionTexts> | undefined {
  if (!isRecord(value)) return undefined;
  const { title, description } = value;
  if (title !== undefined && !isText(title)) return undefined;
  if (description !== undefined && !isText(description)) return undefined;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
  };
}

function readScopes(value: unknown): ScopeSet | undefined {
  const scopes = readList(value, (item) => (isScope(item) ? item : undefined));
  return scopes && ScopeSet.from(scopes);
}

function readList<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read);
  return items.includes(undefined) ? undefined : (items as T[]);
}

/** A map, because `__proto__` is a name like any other. */
function readMap<T>(
  value: unknown,
  read: (item: unknown) => T | undefined,
): ReadonlyMap<string, T> | undefined {
  if (!isRecord(value)) return undefined;
  const items = new Map<string, T>();
  for (const [name, content] of Object.entries(value)) {
    const item = read(content);
    if (item === undefined) return undefined;
    items.set(name, item);
  }
  return items;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
