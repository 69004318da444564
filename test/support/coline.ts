import type { BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ConsentPage } from './consent-page.js';
import { makeClockMovable, moveClock } from './movable-clock.js';
import type { RunningWorkspace } from './running-workspace.js';
import type { StoryUser } from './story-users.js';
import { until } from './until.js';
import { Wire } from './wire.js';

type ScopeSetName = 'catalogued' | 'requested' | 'granted' | 'effective';

/** The browser app as a person sees it, in one browser. */
export class Coline {
  readonly page: Page;
  readonly workspace: RunningWorkspace;
  /** What went over the wire in this browser. */
  readonly wire: Wire;

  private constructor(page: Page, workspace: RunningWorkspace, wire: Wire) {
    this.page = page;
    this.workspace = workspace;
    this.wire = wire;
  }

  static async in(context: BrowserContext, workspace: RunningWorkspace): Promise<Coline> {
    context.setDefaultTimeout(15_000);
    await makeClockMovable(context);
    const wire = new Wire(context, workspace);
    return new Coline(await context.newPage(), workspace, wire);
  }

  /** Opens the app where nobody is signed in. */
  async open(): Promise<void> {
    await this.page.goto(this.workspace.app);
    await this.signInButton.waitFor();
  }

  /** Signs in for the first time, allowing what the app starts with. */
  async signIn(user: StoryUser): Promise<void> {
    await this.open();
    await this.signInButton.click();
    await this.pickUser(user);
    await new ConsentPage(this.page).allow();
    await this.signOutButton.waitFor();
  }

  async pickUser(user: StoryUser): Promise<void> {
    await this.page.getByRole('button', { name: user.name }).click();
  }

  get signInButton(): Locator {
    return this.page.getByRole('button', { name: 'Sign in' });
  }

  get signOutButton(): Locator {
    return this.page.getByRole('button', { name: 'Sign out' });
  }

  /** Signs out: the page leaves for the authorization server, and comes back. */
  async signOut(): Promise<void> {
    const isBack = (page: Page): boolean => page.url().startsWith(this.workspace.app);
    await Promise.all([this.page.waitForEvent('load', isBack), this.signOutButton.click()]);
    await this.signInButton.waitFor();
  }

  async goTo(section: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Sections' }).getByText(section).click();
    await this.page.getByRole('heading', { level: 1, name: section }).waitFor();
  }

  /** The field of the file that is being edited. */
  get editor(): Locator {
    return this.page.getByRole('region', { name: /^Edit / }).getByLabel('Content');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  notice(name: 'Limited functionality' | 'Permission taken back'): Locator {
    return this.page.getByRole('region', { name });
  }

  /** The SDK's question before the authorization server's. */
  get prompt(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Goes on from the prompt to the authorization server's window. */
  async continueInWindow(): Promise<ConsentPage> {
    const [opened] = await Promise.all([
      this.page.waitForEvent('popup'),
      this.prompt.getByRole('button', { name: 'Continue' }).click(),
    ]);
    return new ConsentPage(opened);
  }

  /** Goes on from the prompt to the authorization server in this page. */
  async continueInPage(): Promise<ConsentPage> {
    await this.prompt.getByRole('button', { name: 'Continue' }).click();
    return new ConsentPage(this.page);
  }

  async askInThisPage(): Promise<void> {
    await this.page.getByLabel('Ask me for permissions in').selectOption('page');
  }

  /** Waits until the app announces a text that holds `part`. */
  async announces(part: string): Promise<void> {
    await until(
      () => this.page.locator('#outcome').textContent(),
      (text) => expect(text).toContain(part),
    );
  }

  /** Waits until the panel of permissions shows exactly these scopes in one of the four sets. */
  async shows(set: ScopeSetName, scopes: readonly string[]): Promise<void> {
    const cells = this.page.locator(`tr:has([data-set="${set}"][data-held="true"])`);
    await until(
      () => cells.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-scope'))),
      (held) => expect(new Set(held)).toEqual(new Set(scopes)),
    );
  }

  /** Lets time pass in the page, but nowhere else. */
  moveClock(ms: number): Promise<void> {
    return moveClock(this.page, ms);
  }

  /** Comes back to the page after a while, as from another tab, and waits for the token's refresh. */
  async comeBackLater(): Promise<void> {
    await Promise.all([
      this.wire.nextRefresh(),
      this.moveClock(20_000).then(() =>
        this.page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange'))),
      ),
    ]);
  }
}
