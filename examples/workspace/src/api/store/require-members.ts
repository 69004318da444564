import type { Kysely } from 'kysely';
import { invalidInput } from '../http/http-problem.js';
import type { Tables } from './tables.js';

/**
 * Makes sure that every id is a member's.
 * @throws {HttpProblem} 400 otherwise.
 */
export async function requireMembers(
  db: Kysely<Tables>,
  memberIds: readonly string[],
): Promise<void> {
  if (memberIds.length === 0) return;
  const rows = await db.selectFrom('members').select('id').where('id', 'in', memberIds).execute();
  const known = new Set(rows.map((row) => row.id));
  if (memberIds.some((memberId) => !known.has(memberId))) {
    throw invalidInput('Not everybody named is a member of this workspace: see GET /members.');
  }
}
