/**
 * For `server.listen` and `worker.start` of msw 2 and 3, which call the same option by two names: a
 * request that no handler answers fails.
 */
export const refuseUnhandled = { onUnhandledRequest: 'error', onUnhandledFrame: 'error' } as const;
