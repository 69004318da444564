import type { BrowserContext, Page } from 'playwright-core';
import type { Client, PermissionRequest } from '../../../packages/client/src/index.js';
import { bundlePage } from '../bundle-page.js';
import type { RunningWorkspace } from '../running-workspace.js';

declare global {
  interface Window {
    client: Client;
    /** Whether the client binds its tokens to a key, and keeps them. */
    bindsTokens?: boolean;
    /** Every question that this page has shown. */
    asked: PermissionRequest[];
    /** Calls each path of the API at once; answers statuses, or the errors' codes and outcomes. */
    callAll: (paths: readonly string[]) => Promise<(number | string)[]>;
  }
}

/**
 * Has the app's pages in `context` hold a client and nothing else; they stay the app server's own. With
 * `bindsTokens` the client has `dpop()`, and keeps its tokens in IndexedDB.
 */
export async function serveTabsPage(
  context: BrowserContext,
  { app }: RunningWorkspace,
  { bindsTokens = false }: { readonly bindsTokens?: boolean } = {},
): Promise<{ readonly open: () => Promise<Page> }> {
  if (bindsTokens) await context.addInitScript('window.bindsTokens = true;');
  const body = await bundlePage(new URL('app.js', import.meta.url));
  await context.route(`${app}/app.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  );
  return {
    async open() {
      const opened = await context.newPage();
      await opened.goto(app);
      return opened;
    },
  };
}
