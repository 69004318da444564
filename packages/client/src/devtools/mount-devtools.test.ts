// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "fetch": { "disableSameOriginPolicy": true } } }
import { createFakeBrowser } from '@stepscope/testing/msw';
import { http } from 'msw';
import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { internalsOf } from '../client-internals.js';
import { createClient } from '../create-client.js';
import { ClientOptionsError } from '../errors.js';
import {
  app,
  createWorld,
  notes,
  notesCatalogue,
  resource,
  scriptedPrompt,
  type TestClient,
} from '../test-support/world.js';
import { mountDevtools, type DevtoolsOptions } from './mount-devtools.js';

const world = createWorld();
const mounted: (() => void)[] = [];

function mount(client: TestClient, options: DevtoolsOptions = { open: true }): () => void {
  const remove = mountDevtools(client, options);
  mounted.push(remove);
  return remove;
}

afterEach(() => {
  for (const remove of mounted.splice(0)) remove();
  document.body.replaceChildren();
});

const host = (): HTMLElement | null => document.querySelector('stepscope-devtools');
const root = (): ShadowRoot => host()?.shadowRoot as ShadowRoot;
const part = (name: string): HTMLElement => root().querySelector(`[part~='${name}']`)!;
const textOf = (name: string): string => part(name).textContent ?? '';
const button = (text: string): HTMLButtonElement =>
  [...root().querySelectorAll('button')].find(({ textContent }) => textContent?.startsWith(text))!;

/** The rows of the table that are shown: a scope, notes, and the sets that hold it. */
function rows(): readonly string[] {
  return [...root().querySelectorAll('tbody tr')].map((row) => {
    const held = [...row.querySelectorAll('td')].map((cell) => cell.textContent?.endsWith('yes'));
    return `${row.querySelector('th')?.textContent} ${held.map((is) => (is ? 1 : 0)).join('')}`;
  });
}

/** The timeline, the newest first, without times. */
function told(): readonly string[] {
  return [...root().querySelectorAll('li')].map((item) =>
    [...item.querySelectorAll('[part=event], [part=simulated], [part=detail], [part=scope]')]
      .map(({ textContent }) => textContent)
      .join(' '),
  );
}

describe('the panel', () => {
  test('is a labelled region that starts closed, and opens and closes by its button', async () => {
    const { client } = await world.signedIn();
    mount(client, {});
    expect(host()?.hidden).toBe(false);
    expect(part('panel').getAttribute('aria-label')).toBe('Stepscope devtools');
    const toggle = button('Stepscope devtools');
    const states = () => [toggle.getAttribute('aria-expanded'), part('body').hidden];
    expect(states()).toEqual(['false', true]);
    expect(part('body').id).toBe(toggle.getAttribute('aria-controls'));
    toggle.click();
    expect(states()).toEqual(['true', false]);
    toggle.click();
    expect(states()).toEqual(['false', true]);
  });

  test('closes by Escape, which gives the focus back to its button', async () => {
    const { client } = await world.signedIn();
    mount(client);
    const outside = vi.fn();
    document.addEventListener('keydown', outside, { once: true });
    button('Revoke').focus();
    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true });
    button('Revoke').dispatchEvent(escape);
    expect(part('body').hidden).toBe(true);
    expect(root().activeElement).toBe(button('Stepscope devtools'));
    expect(outside).not.toHaveBeenCalled();
  });

  test('is hidden until the start has settled, and misses nothing of it', async () => {
    const first = world.page();
    await world.client(first).signIn();
    const client = world.client(await first.follow());
    mount(client);
    expect(host()?.hidden).toBe(true);
    await client.handleRedirect();
    expect(host()?.hidden).toBe(false);
    expect(textOf('user')).toBe('Signed in as Test User.');
    expect(told()).toEqual(['Authorization ended sign-in; granted files:read']);
  });

  test('is never shown by the page of a popup', async () => {
    const kinds: string[] = [];
    const page = createFakeBrowser({
      url: `${app}/files`,
      async openPage(opened) {
        const inPopup = world.client(opened);
        mount(inPopup);
        kinds.push((await inPopup.handleRedirect()).kind);
      },
    });
    await world.client(page).signIn({ via: 'popup' });
    await vi.waitFor(() => expect(kinds).toEqual(['popup']));
    expect(host()?.hidden).toBe(true);
  });

  test('goes into another parent, and away with all that it has put in place', async () => {
    const { client } = await world.signedIn();
    const { settings, server } = internalsOf(client);
    const before = { loggers: settings.loggers.size, server: { ...server } };
    const parent = document.body.appendChild(document.createElement('main'));
    const remove = mount(client, { parent, open: true });
    expect(parent.firstChild).toBe(host());
    expect(settings.loggers.size).toBe(before.loggers + 1);
    remove();
    remove();
    expect(host()).toBeNull();
    expect({ loggers: settings.loggers.size, server: { ...server } }).toEqual(before);
    await client.requestPermission('files:write');
    expect(client.can('files:write')).toBe(true);
  });

  test('is for clients of createClient only', () => {
    expect(() => mountDevtools({} as TestClient)).toThrow(/made by createClient/);
    expect(() => mountDevtools(undefined as never)).toThrow(ClientOptionsError);
  });

  test.each<[string, object, string]>([
    [
      'a selector',
      { parent: '#devtools' },
      'parent is no node of the page: pass one that is there',
    ],
    [
      'what is not there',
      { parent: null },
      'parent is no node of the page: pass one that is there',
    ],
    [
      'a misspelt option',
      { opened: true },
      'option of mountDevtools "opened". Did you mean "open"?',
    ],
  ])('refuses %s, and leaves nothing behind', (_, options, problem) => {
    const client = world.client(world.page());
    expect(() => mountDevtools(client, options)).toThrow(ClientOptionsError);
    expect(() => mountDevtools(client, options)).toThrow(problem);
    expect(internalsOf(client).settings.loggers.size).toBe(0);
  });

  test('says that there is no page on a server', () => {
    vi.stubGlobal('document', undefined);
    try {
      const mounting = (): unknown => mountDevtools(world.client(world.page()));
      expect(mounting).toThrow(ClientOptionsError);
      expect(mounting).toThrow('mountDevtools has no page here: call it in a browser alone.');
    } finally {
      vi.unstubAllGlobals();
    }
    expectTypeOf(mountDevtools).returns.toEqualTypeOf<() => void>();
    expectTypeOf<DevtoolsOptions>().toEqualTypeOf<{
      readonly parent?: Node;
      readonly open?: boolean;
    }>();
  });
});

describe('the four sets', () => {
  test('say in words that they are empty, where nobody is signed in', async () => {
    const client = world.client(world.page());
    await client.handleRedirect();
    mount(client);
    expect(textOf('user')).toBe('Nobody is signed in.');
    expect(rows()).toEqual([]);
    expect(textOf('empty')).toBe('No scope is requested, granted or denied.');
    const sources = [...root().querySelectorAll('dd')].map(({ textContent }) => textContent);
    expect(sources[0]).toBe('5 in the client’s catalogue');
    expect(sources[2]).toBe('None in the last token response');
    expect(sources[3]).toMatch(/^None: there is no access token/);
    expect(part('select').textContent).toBe('nothing is granted');
  });

  test('change with a step-up, and show what is catalogued alone when it is asked for', async () => {
    const { client } = await world.signedIn();
    mount(client);
    expect(rows()).toEqual(['files:read 1111']);
    await client.requestPermission('files:write');
    expect(rows()).toEqual(['files:read 1111', 'files:write 1111']);
    const more = button('Catalogued alone: 3');
    more.click();
    expect(more.getAttribute('aria-expanded')).toBe('true');
    expect(rows()).toEqual([
      'files:read 1111',
      'files:write 1111',
      'tasks:write 1000',
      'mail:send 1000',
      'admin:allnot declared 1000',
    ]);
    more.click();
    expect(rows()).toHaveLength(2);
  });

  test('show what is denied and what is unavailable', async () => {
    const { client } = await world.signedIn();
    mount(client);
    world.switches.declines = ['tasks:write'];
    world.switches.unavailable = ['files:write'];
    await client.requestPermission('plans.make');
    expect(rows()).toEqual([
      'files:read 1111',
      'files:writeunavailable 1100',
      'tasks:writedenied 1100',
    ]);
  });

  test('effective ends with the access token, without an event', async () => {
    const { client } = await world.signedIn();
    vi.useFakeTimers();
    try {
      mount(client);
      expect(rows()).toEqual(['files:read 1111']);
      world.clock.now += 300_001;
      vi.advanceTimersByTime(300_001);
      expect(rows()).toEqual(['files:read 1110']);
      expect(textOf('sources')).toContain('the access token expired at');
    } finally {
      vi.useRealTimers();
    }
  });

  test('are each resource’s own', async () => {
    const page = world.page();
    const client = createClient({
      ...world.options(page),
      resources: {
        [notes]: {
          catalogue: notesCatalogue,
          scopes: { initial: ['notes:read'], mayRequest: ['notes:write'] },
        },
      },
    });
    mounted.push(mountDevtools(client, { open: true }));
    await client.signIn({ via: 'popup' });
    expect(rows()).toEqual(['files:read 1111', 'notes:read 1111']);
    const of = [...root().querySelectorAll('[part=resource]')].map((each) => each.textContent);
    expect(of).toEqual([resource, notes]);
    const groups = [...root().querySelectorAll('optgroup')].map(({ label }) => label);
    expect(groups).toEqual([resource, notes]);
    expect(root().querySelector('li')?.textContent).toContain(notes);
    (part('select') as HTMLSelectElement).value = '1 notes:read';
    button('Revoke').click();
    await vi.waitFor(() => expect(client.for(notes).granted.size).toBe(0));
    expect(client.can('files:read')).toBe(true);
  });
});

describe('the timeline', () => {
  test('tells a step-up, the newest first, and never a token, code, header value or query', async () => {
    const { client } = await world.signedIn();
    mount(client);
    expect(textOf('timeline')).toBe('');
    expect(root().textContent).toContain('Nothing has happened since the panel was mounted.');
    world.server.use(
      http.get(`${resource}/echo`, () => {
        const challenge = 'Bearer error="insufficient_scope", scope="echoed.token.value"';
        return new Response(null, { status: 403, headers: { 'WWW-Authenticate': challenge } });
      }),
    );
    const calls = internalsOf(client);
    expect(calls.settings.loggers.size).toBe(1);
    await client.requestPermission('tasks:write');
    await client.fetch(`${resource}/echo?secret=value`).catch(() => undefined);
    world.clock.now += 301_000;
    await calls.sessions.onVisible();
    expect(told()).toEqual([
      'Refresh granted files:read tasks:write',
      'Challenge GET /v1/echo: insufficient-scope',
      'Outcome granted',
      'Authorization ended step-up; granted files:read tasks:write',
      expect.stringMatching(
        /^Authorization started step-up by popup at .* files:read tasks:write$/,
      ),
      'Prompt the application asked for it; missing tasks:write',
    ]);
    const secrets = world.sent
      .flatMap(({ authorization, params }) => [
        authorization?.replace('Bearer ', ''),
        params.get('code'),
        params.get('refresh_token'),
        params.get('code_verifier'),
      ])
      .filter((value): value is string => typeof value === 'string');
    expect(secrets.length).toBeGreaterThan(3);
    for (const secret of [...secrets, 'secret', 'echoed']) {
      expect(root().innerHTML).not.toContain(secret);
    }
  });

  test('shows texts of a server as text', async () => {
    const { client } = await world.signedIn();
    mount(client);
    world.switches.authorizationError = '<img src=x>';
    await client.requestPermission('files:write').catch(() => undefined);
    expect(root().querySelector('img')).toBeNull();
    expect(told()[0]).toContain('<img src=x>');
  });
});

describe('the buttons', () => {
  test('deny: armed and disarmed, and disarmed by the authorization that it answers', async () => {
    const { client } = await world.signedIn({ prompt: scriptedPrompt() });
    mount(client);
    const deny = button('Deny');
    const pressed = (): string | null => deny.getAttribute('aria-pressed');
    expect(pressed()).toBe('false');
    deny.click();
    expect([pressed(), textOf('status')]).toEqual([
      'true',
      'The next authorization is going to be answered with access_denied.',
    ]);
    deny.click();
    expect(pressed()).toBe('false');
    deny.click();
    expect((await client.requestPermission('files:write')).status).toBe('denied');
    expect(pressed()).toBe('false');
    expect(told().slice(0, 3)).toEqual([
      'Outcome denied',
      'Denied and remembered files:write',
      'Authorization ended simulated step-up: access_denied',
    ]);
  });

  test('revoke: the scope that is chosen, and the choice stays as it can', async () => {
    const { client } = await world.signedIn();
    await client.requestPermission('files:write');
    mount(client);
    const select = part('select') as HTMLSelectElement;
    select.value = '0 files:write';
    await client.requestPermission('tasks:write');
    expect(select.value).toBe('0 files:write');
    button('Revoke').click();
    await vi.waitFor(() => expect(textOf('status')).toMatch(/^files:write is revoked/));
    expect(client.can('files:write')).toBe(false);
    expect(told().slice(0, 2)).toEqual([
      'Revoked simulated taken back elsewhere files:write',
      'Refresh simulated granted files:read tasks:write',
    ]);
    expect(select.value).toBe('0 files:read');
  });

  test('expire: effective is empty until the next refresh', async () => {
    const { client } = await world.signedIn();
    mount(client);
    button('Expire').click();
    await vi.waitFor(() => expect(textOf('status')).toMatch(/counts as expired/));
    expect(rows()).toEqual(['files:read 1110']);
    expect(told()[0]).toBe('Expiry simulated the access token counts as expired');
    const { resources, sessions } = internalsOf(client);
    await sessions.forCall(resources[0]);
    expect(world.refreshes()).toHaveLength(1);
    expect(rows()).toEqual(['files:read 1111']);
  });

  test('say why there is nothing to simulate', async () => {
    const client = world.client(world.page());
    await client.handleRedirect();
    mount(client);
    button('Expire').click();
    await vi.waitFor(() => expect(textOf('status')).toBe('Nobody is signed in.'));
    world.switches.metadata = { scopes_supported: ['openid', 'files:read'] };
    await client.signIn({ via: 'popup' });
    button('Revoke').click();
    await vi.waitFor(() => expect(textOf('status')).toMatch(/has no refresh token/));
    expect(client.can('files:read')).toBe(true);
  });

  test('say that the server knows nothing of it', async () => {
    const { client } = await world.signedIn();
    mount(client);
    expect(textOf('note')).toContain('The server knows nothing of it');
  });
});
