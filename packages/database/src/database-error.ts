/** Why a database could not be opened, migrated or closed, one literal per case. */
export type DatabaseErrorCode = 'DIRECTORY_LOCKED' | 'LOCK_STUCK' | 'MIGRATION_FAILED';

/** The error of `@stepscope/database`. Its message names the directory or migration, and the fix. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;

  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
