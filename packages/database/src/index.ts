export { DatabaseError, type DatabaseErrorCode } from './database-error.js';
export type { Migrations } from './migrate.js';
export { openDatabase, type Database, type DatabaseOptions } from './open-database.js';
