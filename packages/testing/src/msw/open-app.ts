import { unknownOption } from '@stepscope/core';
import { createFakeBrowser, type FakePage } from './fake-browser.js';
import { drivePopups, type PopupDriver } from './popup-driver.js';

/** What {@link openApp} needs of a client: that of `@stepscope/client` has it. */
export interface AppClient {
  signIn(): Promise<unknown>;
  handleRedirect(): Promise<unknown>;
}

export interface OpenAppOptions<C extends AppClient> {
  /** A page of the app. */
  readonly url: string;
  /** The app's client in a page: pass `browser` on to `createClient({ browser })`. */
  readonly createClient: (browser: FakePage) => C;
  /** @default true */
  readonly signedIn?: boolean;
}

/** An app that runs in a fake browser. */
export interface OpenedApp<C extends AppClient> {
  readonly client: C;
  readonly page: FakePage;
  /** The windows that the client opens: they wait for what the test lets the user do. */
  readonly popups: PopupDriver;
}

const optionNames: Record<keyof OpenAppOptions<AppClient>, true> = {
  url: true,
  createClient: true,
  signedIn: true,
};

/**
 * Opens an app in a fake browser, where the user has signed in by a redirect. The servers must be
 * there already: those of `stepscopeHandlers`, or others.
 * @throws {TypeError} for an option that is not there, a `url` that is not absolute, a `createClient` that
 *   makes no client, and where the client signs in somewhere else than in the page that it was given.
 */
export async function openApp<C extends AppClient>(
  options: OpenAppOptions<C>,
): Promise<OpenedApp<C>> {
  const problem = unknownOption('option of openApp', options, optionNames);
  if (problem !== undefined) throw new TypeError(problem);
  const { url, signedIn = true } = { ...options };
  const createClient = (page: FakePage): C => clientOf(options, page);
  const openPage = (page: FakePage): Promise<unknown> => createClient(page).handleRedirect();
  let page = createFakeBrowser({ url, openPage });
  if (signedIn) {
    await createClient(page).signIn();
    if (page.leftFor === undefined) {
      throw new TypeError(
        'signIn() did not leave the page: createClient gets it, and passes it on as the option browser.',
      );
    }
    page = await page.follow();
  }
  const client = createClient(page);
  await client.handleRedirect();
  return { client, page, popups: drivePopups(page) };
}

function clientOf<C extends AppClient>({ createClient }: OpenAppOptions<C>, page: FakePage): C {
  const client = typeof createClient === 'function' ? createClient(page) : undefined;
  if (typeof client?.signIn === 'function' && typeof client.handleRedirect === 'function') {
    return client;
  }
  throw new TypeError(
    'createClient makes no client: pass (browser) => createClient({ …, browser }), not async.',
  );
}
