import type { Page } from 'playwright-core';
import type { ForeignUser } from './foreign-server.js';

/** The pages of a foreign server, in a window or in the application's own page. */
export class ServerWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async logIn({ email, password }: ForeignUser): Promise<void> {
    await this.page.getByLabel('Email').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** The scopes that are asked for. */
  async scopes(): Promise<readonly string[]> {
    await this.#button('Allow').waitFor();
    return this.page.getByRole('listitem').allTextContents();
  }

  async allow(): Promise<void> {
    await this.#button('Allow').click();
  }

  async deny(): Promise<void> {
    await this.#button('Deny').click();
  }

  #button(name: 'Allow' | 'Deny') {
    return this.page.getByRole('button', { name, exact: true });
  }
}
