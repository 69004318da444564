import type { Kysely } from 'kysely';
import { notFound } from '../http/http-problem.js';
import type { Row, Tables } from './tables.js';

/**
 * The drive with this id.
 * @throws {HttpProblem} 404 if there is none.
 */
export async function findDrive(db: Kysely<Tables>, driveId: string): Promise<Row<'drives'>> {
  const drive = await db
    .selectFrom('drives')
    .selectAll()
    .where('id', '=', driveId)
    .executeTakeFirst();
  if (drive === undefined) throw notFound('drive');
  return drive;
}
