import type { BrowserContext, Locator, Page, Request, Response } from 'playwright-core';
import { expect } from 'vitest';
import { makeClockMovable, moveClock } from '../support/movable-clock.js';
import { until } from '../support/until.js';
import type { ForeignUser } from './foreign-server.js';
import { ServerWindow } from './server-window.js';
import type { RunningApp } from './start-app.js';

/** Somebody who uses the application, in a browser of their own, and what went over the wire there. */
export class Visitor {
  readonly page: Page;
  readonly app: RunningApp;
  /** Authorization requests, oldest first. */
  readonly authorizations: URL[] = [];
  /** Authorization responses, oldest first. */
  readonly callbacks: URL[] = [];
  /** What was sent to the token endpoint, oldest first. */
  readonly tokenRequests: URLSearchParams[] = [];
  /** Method, path and status of the API's answers, oldest first. */
  readonly calls: string[] = [];

  private constructor(page: Page, app: RunningApp) {
    this.page = page;
    this.app = app;
  }

  static async in(context: BrowserContext, app: RunningApp): Promise<Visitor> {
    context.setDefaultTimeout(15_000);
    await makeClockMovable(context);
    const visitor = new Visitor(await context.newPage(), app);
    context.on('request', (request) => visitor.#sent(request));
    context.on('response', (response) => visitor.#answered(response));
    return visitor;
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(`${this.app.url}${path}`);
    await this.isNow('signed-out');
  }

  /** Signs in for the first time, by a redirect, and allows what is asked. */
  async signIn(user: ForeignUser, path = '/'): Promise<void> {
    await this.open(path);
    await this.click('Sign in');
    const server = new ServerWindow(this.page);
    await server.logIn(user);
    await server.allow();
    await this.isNow('signed-in');
  }

  /** Signs out; `leaves` where the page goes by the server's end_session_endpoint. */
  async signOut({ leaves }: { readonly leaves: boolean }): Promise<void> {
    const isBack = (page: Page): boolean => page.url() === `${this.app.url}/`;
    await Promise.all([leaves && this.page.waitForEvent('load', isBack), this.click('Sign out')]);
    await this.isNow('signed-out');
  }

  async click(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Clicks, and answers the server's window that the click opens. */
  async clickForWindow(name: string): Promise<ServerWindow> {
    return this.#windowOf(() => this.click(name));
  }

  /** The SDK's question before the authorization server's. */
  get prompt(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Goes on from the prompt to the authorization server's window. */
  async continueInWindow(): Promise<ServerWindow> {
    return this.#windowOf(() => this.answerPrompt('Continue'));
  }

  async answerPrompt(name: string): Promise<void> {
    await this.prompt.getByRole('button', { name }).click();
  }

  /** Waits until the last click has come to a text that begins so. */
  async comesTo(text: string): Promise<void> {
    await this.#shows('output', text);
  }

  async isNow(status: 'signed-in' | 'signed-out'): Promise<void> {
    await this.#shows('#status', status);
  }

  /** Waits until exactly these scopes are granted, as the application sees it. */
  async holds(...scopes: readonly string[]): Promise<void> {
    await until(
      () => this.page.locator('#granted').textContent(),
      (granted) => expect(granted?.split(' ')).toEqual(scopes.toSorted()),
    );
  }

  /** Lets the page's clock pass the end of the access token. */
  async outliveToken(seconds: number): Promise<void> {
    await moveClock(this.page, seconds * 1000);
  }

  /** How many calls the API has refused for lack of scopes. */
  get refused(): number {
    return this.calls.filter((call) => call.endsWith(' 403')).length;
  }

  /** Waits for what the token endpoint answers next. */
  async nextTokenAnswer(): Promise<Record<string, unknown>> {
    const answer = await this.page.waitForResponse((response) =>
      isTokenRequest(response.request()),
    );
    return (await answer.json()) as Record<string, unknown>;
  }

  get refreshes(): number {
    return this.tokenRequests.filter((sent) => sent.get('grant_type') === 'refresh_token').length;
  }

  async #windowOf(act: () => Promise<void>): Promise<ServerWindow> {
    const [opened] = await Promise.all([this.page.waitForEvent('popup'), act()]);
    return new ServerWindow(opened);
  }

  async #shows(selector: string, text: string): Promise<void> {
    await until(
      () => this.page.locator(selector).textContent(),
      (shown) => expect(shown?.slice(0, text.length)).toBe(text),
    );
  }

  #sent(request: Request): void {
    const url = new URL(request.url());
    const { searchParams } = url;
    const isNew = !this.authorizations.some(
      ({ searchParams: known }) => known.get('state') === searchParams.get('state'),
    );
    if (isTokenRequest(request)) {
      this.tokenRequests.push(new URLSearchParams(request.postData() ?? ''));
    } else if (url.pathname === '/callback' && searchParams.has('state')) this.callbacks.push(url);
    else if (searchParams.has('code_challenge') && isNew) this.authorizations.push(url);
  }

  #answered(response: Response): void {
    const { origin, pathname } = new URL(response.url());
    const method = response.request().method();
    if (origin !== this.app.api || method === 'OPTIONS') return;
    this.calls.push(`${method} ${pathname} ${response.status()}`);
  }
}

function isTokenRequest(request: Request): boolean {
  return request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/token');
}
