import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createFakeBrowser, drivePopups, type FakePage, type PopupDriver } from '../msw.js';
import { createFakeWorld, issuer } from '../test-support/fake-world.js';

const world = createFakeWorld();
const { switches } = world;

let arrived: URLSearchParams[];
let page: FakePage;
let popups: PopupDriver;
beforeEach(() => {
  arrived = [];
  page = createFakeBrowser({
    url: 'https://app.example/',
    openPage: (opened) => {
      arrived.push(opened.url.searchParams);
      opened.closeSelf();
    },
  });
  popups = drivePopups(page);
});

/** Opens a window and sends it to the authorization server, as a client does. */
async function sendPopup(scope: string, from = page, parameters?: URLSearchParams): Promise<void> {
  const asked =
    parameters ??
    new URLSearchParams((await world.request(scope)) as unknown as Record<string, string>);
  from.openPopup('window')?.navigate(`${issuer}/authorize?${asked.toString()}`);
}

describe('a driven window', () => {
  test('waits, and tells what is asked for', async () => {
    await sendPopup('openid read write');
    const popup = await popups.next();
    expect(popup.requested.toString()).toBe('openid read write');
    expect(popup.parameters.get('client_id')).toBe('web');
    expect(popup.closed).toBe(false);
    expect(arrived).toEqual([]);
  });

  test('arrives with everything that is asked for when it is approved', async () => {
    await sendPopup('read write');
    const popup = await popups.next();
    await popup.approve();
    expect((await world.redeem(arrived[0]?.get('code') ?? '')).scope).toBe('read write');
    expect(popup.closed).toBe(true);
  });

  test('arrives without what is unticked', async () => {
    await sendPopup('read write');
    await (await popups.next()).approve({ untick: ['write'] });
    expect((await world.redeem(arrived[0]?.get('code') ?? '')).scope).toBe('read');
  });

  test('refuses to untick what is not asked for, and still waits', async () => {
    await sendPopup('read write');
    const popup = await popups.next();
    const approving = popup.approve({ untick: ['wirte'] });
    await expect(approving).rejects.toThrow(TypeError);
    await expect(approving).rejects.toThrow(
      'Unknown scope to untick "wirte". Did you mean "write"? The window asks for read write.',
    );
    expect(popup.closed).toBe(false);
    await popup.approve({ untick: ['write'] });
    expect(popup.closed).toBe(true);
  });

  test('arrives with the error of the user or of the server', async () => {
    await sendPopup('read');
    await (await popups.next()).deny();
    await sendPopup('read');
    await (await popups.next()).fail('server_error');
    expect(arrived.map((params) => params.get('error'))).toEqual(['access_denied', 'server_error']);
  });

  test('arrives nowhere when it is closed', async () => {
    await sendPopup('read');
    const popup = await popups.next();
    popup.close();
    expect(popup.closed).toBe(true);
    expect(page.popups[0]?.closed).toBe(true);
    await expect(popup.approve()).rejects.toThrow('The window is closed');
    expect(arrived).toEqual([]);
  });

  test('stands for a request that was pushed, too', async () => {
    switches.par = 'required';
    const { body } = await world.post<{ request_uri: string }>(
      '/par',
      await world.request('read write'),
    );
    const reference = new URLSearchParams({ client_id: 'web', request_uri: body.request_uri });
    await sendPopup('', page, reference);
    const popup = await popups.next();
    expect(popup.requested.toString()).toBe('read write');
    await popup.approve();
    expect(arrived[0]?.has('code')).toBe(true);
  });

  test('is still subject to what the server does', async () => {
    Object.assign(switches, { denies: true, unavailable: ['write'] });
    await sendPopup('read write');
    await (await popups.next()).approve();
    const tokens = await world.redeem(arrived[0]?.get('code') ?? '');
    expect([tokens.scope, tokens.unavailable_scope]).toEqual(['read', 'write']);
  });
});

describe('the driver', () => {
  test.each<[string, unknown, string]>([
    ['without a page, where no window is', undefined, 'has no real window here: pass the page of'],
    ['of nothing', null, 'drivePopups got no page of a fake browser'],
    ['of an app that is opened', { client: {}, popups: {} }, 'pass that of createFakeBrowser()'],
  ])('%s is a TypeError', (_, target, problem) => {
    const driving = (): unknown => drivePopups(target as FakePage);
    expect(driving).toThrow(TypeError);
    expect(driving).toThrow(problem);
  });

  test('hands windows out in their order, be they sent before or after they are waited for', async () => {
    const first = popups.next();
    await sendPopup('read');
    expect((await first).requested.toString()).toBe('read');
    await sendPopup('write');
    await sendPopup('openid');
    expect((await popups.next()).requested.toString()).toBe('write');
    expect((await popups.next()).requested.toString()).toBe('openid');
  });

  test('drives all pages of the browser', async () => {
    await sendPopup('read', page.newTab());
    expect((await popups.next()).requested.toString()).toBe('read');
    await sendPopup('write', page.open());
    expect((await popups.next()).requested.toString()).toBe('write');
  });

  test('lets a window go that is sent to another page', async () => {
    const back = 'https://app.example/?bye=1';
    const logout = `${issuer}/logout?post_logout_redirect_uri=${encodeURIComponent(back)}`;
    page.openPopup('window')?.navigate(logout);
    await expect.poll(() => arrived.map(String)).toEqual(['bye=1']);
  });

  test('says that the server does not answer', async () => {
    await sendPopup('read');
    const popup = await popups.next();
    switches.offline = 'authorization-server';
    await expect(popup.approve()).rejects.toThrow('does not answer');
  });

  test('leaves windows to themselves once it has stopped', async () => {
    popups.stop();
    await sendPopup('read');
    await expect.poll(() => arrived.length).toBe(1);
    expect(arrived[0]?.has('code')).toBe(true);
    const later = drivePopups(page);
    onTestFinished(() => later.stop());
    popups.stop();
    await sendPopup('write');
    expect((await later.next()).requested.toString()).toBe('write');
  });
});
