import { catalogue, type WorkspaceAction, type WorkspaceScope } from '../../catalogue.js';

/** A scope in plain words: its title, else its name. */
export function titleOf(scope: string): string {
  return catalogue.scopes.get(scope as WorkspaceScope)?.title ?? scope;
}

/** Scopes as a list for people, such as “Edit files” and “Read tasks”. */
export function titlesOf(scopes: Iterable<string>): string {
  return new Intl.ListFormat('en').format([...scopes].map((scope) => `“${titleOf(scope)}”`));
}

/** The one scope that an action or scope needs; the first where there is a choice. */
export function scopeOf(permission: WorkspaceAction | WorkspaceScope): string {
  const [scope] = catalogue.alternativesOf(permission)[0] ?? [];
  return scope ?? permission;
}
