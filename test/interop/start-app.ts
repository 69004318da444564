import { inject } from 'vitest';
import type { ForeignServer, Registration } from './foreign-server.js';
import { createApi } from './create-api.js';
import { createPage } from './create-page.js';
import { listen } from './listen.js';
import { catalogue } from './page/catalogue.js';

/** The application, its API, and the authorization server that they use. */
export interface RunningApp {
  readonly url: string;
  readonly api: string;
  readonly server: ForeignServer;
  close(): Promise<void>;
}

/** Starts all three on free ports. */
export async function startApp(
  start: (registration: Registration) => Promise<ForeignServer>,
): Promise<RunningApp> {
  const [app, api] = await Promise.all([listen(), listen()]);
  const resource = api.url;
  const server = await start({
    redirectUri: `${app.url}/callback`,
    postLogoutRedirectUri: `${app.url}/`,
    resource,
    scopes: [...catalogue.scopes.keys()],
  });
  const { issuer, clientId } = server;
  api.serve(createApi(issuer, resource));
  app.serve(createPage(inject('interopPage'), { issuer, clientId, resource }));
  return {
    url: app.url,
    api: api.url,
    server,
    async close() {
      await Promise.all([app.close(), api.close(), server.close()]);
    },
  };
}
