/** What Express reads of a request before it has said which application it belongs to. */
const readBefore: Record<4 | 5, Readonly<Record<PropertyKey, unknown>>> = {
  4: { app: { request: {}, response: {} }, method: 'GET', url: '/', query: {} },
  5: { app: { request: {}, response: {} } },
};

/**
 * The application behind the handler that `app.use` makes of one, which keeps it to itself: Express
 * names it on every request before it looks for a handler, as the prototype's `app`. So it is handed a
 * request that listens for that and can be used for nothing else: to read anything more throws, so
 * that no handler ever sees it. Undefined where an application is not named in this way.
 */
export function mountedApp(handler: object, expressVersion: 4 | 5): object | undefined {
  let app: object | undefined;
  const allowed = readBefore[expressVersion];
  const request = new Proxy<object>(
    {},
    {
      get(target, name) {
        const isRead = expressVersion === 4 || Object.hasOwn(allowed, name);
        if (app !== undefined || !isRead) throw new Error('stop');
        return allowed[name] ?? Reflect.get(target, name);
      },
      setPrototypeOf(_, prototype: { readonly app?: object } | null) {
        app ??= prototype?.app;
        return true;
      },
    },
  );
  try {
    (handler as (...args: unknown[]) => void)(request, { setHeader() {} }, () => {});
  } catch {
    // As it should: the request cannot be used.
  }
  return app;
}
