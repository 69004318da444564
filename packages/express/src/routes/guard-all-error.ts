import type { RouteRow } from './list-routes.js';

/** Which rule of `guardAll` a program breaks. */
export type GuardAllErrorCode = 'UNGUARDED_ROUTES' | 'NO_ROUTES' | 'LATE_ROUTE';

/**
 * An application is not guarded whole: a mistake in its routes. `UNGUARDED_ROUTES`: nobody has decided
 * about those in `routes`; `NO_ROUTES`: there are none yet; `LATE_ROUTE`: one was registered after
 * `guardAll`.
 */
export class GuardAllError extends TypeError {
  override readonly name = 'GuardAllError';
  readonly code: GuardAllErrorCode;
  /** The routes without a guard. */
  readonly routes: readonly RouteRow[];

  constructor(code: GuardAllErrorCode, routes: readonly RouteRow[] = []) {
    super(messageOf(code, routes));
    this.code = code;
    this.routes = routes;
  }
}

function messageOf(code: GuardAllErrorCode, routes: readonly RouteRow[]): string {
  switch (code) {
    case 'UNGUARDED_ROUTES': {
      const lines = routes.map(({ method, path }) => `\n  ${method} ${path}`);
      return `guardAll found routes without a guard: put one before each, or public(reason).${lines.join('')}`;
    }
    case 'NO_ROUTES':
      return 'guardAll found no route: call it last, after everything is registered.';
    case 'LATE_ROUTE':
      return 'A route or handler is registered after guardAll, which has not seen it: call guardAll last.';
  }
}
