import { assertList } from '../support/assert-list.js';
import { wrongKind } from '../support/wrong-kind.js';

/** @throws {CoreError} `INVALID_ARGUMENT` naming the role, capability or list of scopes that is none. */
export function assertRoles(roles: readonly unknown[]): void {
  for (const [index, role] of roles.entries()) {
    const place = `roles[${index}]`;
    const { title, capabilities } = recordOf(role);
    if (typeof title !== 'string' || !Array.isArray(capabilities)) {
      throw wrongKind(place, 'a role: a title and an array of capabilities');
    }
    for (const [at, capability] of (capabilities as unknown[]).entries()) {
      const inside = `${place}.capabilities[${at}]`;
      const { title: name, scopes } = recordOf(capability);
      if (typeof name !== 'string') throw wrongKind(inside, 'a capability: a title and scopes');
      assertList(scopes, `${inside}.scopes`, 'scopes');
    }
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>;
}
