import type { Kysely } from 'kysely';
import type { Guards } from './guards.js';
import type { RunJavaScript } from './kairo/run-java-script.js';
import type { Tables } from './store/tables.js';

/** What routes are made of. */
export interface ApiContext {
  readonly api: Guards;
  readonly db: Kysely<Tables>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly runJavaScript: RunJavaScript;
}
