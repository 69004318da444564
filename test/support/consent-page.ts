import type { Locator, Page } from 'playwright-core';

/** The consent page of the authorization server, in a window or in the app's own page. */
export class ConsentPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the page is there. */
  async shown(): Promise<this> {
    await this.page.getByRole('button', { name: /^Allow/ }).waitFor();
    return this;
  }

  /** The ticks that the user may set, by the plain title of the scope. */
  tick(title: string): Locator {
    return this.page.getByRole('checkbox', { name: title });
  }

  /** The plain titles of all scopes that are asked for. */
  async titles(): Promise<readonly string[]> {
    await this.shown();
    return this.page.locator('.scope label > bdi').allTextContents();
  }

  /** Allows these, by plain title, and what is required. */
  async allow(...titles: readonly string[]): Promise<void> {
    await this.shown();
    for (const title of titles) await this.tick(title).check();
    await this.page.getByRole('button', { name: /^Allow/ }).click();
  }

  async cancel(): Promise<void> {
    await this.shown();
    await this.page.getByRole('button', { name: 'Cancel' }).click();
  }
}
