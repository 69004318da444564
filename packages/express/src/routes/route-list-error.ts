/** Why routes cannot be listed. */
export type RouteListErrorCode = 'NOT_A_ROUTER' | 'UNKNOWN_ROUTER' | 'UNKNOWN_MOUNT_PATH';

const messages: Record<RouteListErrorCode, string> = {
  NOT_A_ROUTER: 'The list of routes needs an Express application or router.',
  UNKNOWN_ROUTER:
    'listRoutes does not understand this version of the package "router": it names routes that are not where they used to be. Update @stepscope/express.',
  UNKNOWN_MOUNT_PATH:
    'listRoutes cannot tell where something was mounted with use: update the package "router" to 2.3 or newer.',
};

/**
 * The routes of an application cannot be listed completely. `NOT_A_ROUTER`: it is no Express
 * application; `UNKNOWN_ROUTER` and `UNKNOWN_MOUNT_PATH`: its router is too new or too old. Thrown
 * instead of a list with gaps.
 */
export class RouteListError extends TypeError {
  override readonly name = 'RouteListError';
  readonly code: RouteListErrorCode;

  constructor(code: RouteListErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}
