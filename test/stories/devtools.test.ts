import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Coline } from '../support/coline.js';
import { story } from '../support/story.js';
import { until } from '../support/until.js';

type ScopeSetName = 'Catalogued' | 'Requested' | 'Granted' | 'Effective';

const setNames: readonly ScopeSetName[] = ['Catalogued', 'Requested', 'Granted', 'Effective'];

/** The panel for developers, as a person sees it. */
class DevtoolsPanel {
  readonly region: Locator;

  constructor({ page }: Coline) {
    this.region = page.getByRole('region', { name: 'Stepscope devtools' });
  }

  async open(): Promise<void> {
    await this.region.getByRole('button', { name: 'Stepscope devtools' }).click();
    await this.region.getByRole('button', { name: 'Catalogued alone' }).click();
    await this.region.getByRole('heading', { name: 'Timeline' }).waitFor();
  }

  button(name: string): Locator {
    return this.region.getByRole('button', { name });
  }

  /** Waits until exactly these of the four sets hold the scope. */
  async shows(scope: string, sets: readonly ScopeSetName[]): Promise<void> {
    const row = this.region.getByRole('row').filter({ hasText: new RegExp(`^${scope}`) });
    await until(
      () => row.getByRole('cell').allTextContents(),
      (cells) => {
        const held = setNames.filter((_, index) => cells[index]?.endsWith('yes'));
        expect(held).toEqual(sets);
      },
    );
  }

  /** Waits until the timeline begins with these events, the newest first. */
  async tells(...titles: readonly string[]): Promise<void> {
    await until(
      () => this.region.getByRole('listitem').allTextContents(),
      (entries) => {
        const newest = entries.slice(0, titles.length).map((text) => text.replace(/^[\d:]{8}/, ''));
        expect(newest).toEqual(titles.map((title) => expect.stringMatching(title)));
      },
    );
  }

  async says(text: string): Promise<void> {
    await until(
      () => this.region.getByRole('status').textContent(),
      (said) => expect(said).toContain(text),
    );
  }
}

async function signedIn(
  coline: Coline,
  user: Parameters<Coline['signIn']>[0],
): Promise<DevtoolsPanel> {
  await coline.signIn(user);
  const panel = new DevtoolsPanel(coline);
  await panel.open();
  return panel;
}

describe('devtools', () => {
  story(
    'the four sets change at a step-up, and the timeline tells how',
    async ({ coline, user }) => {
      const panel = await signedIn(coline, user);
      await panel.shows('files:read', setNames);
      await panel.shows('files:write', ['Catalogued']);
      await coline.page.getByLabel('Name').fill(`By ${user.name}.md`);
      await coline.button('Create document').click();
      await (await coline.continueInWindow()).allow('Edit files');

      await coline.announces('Created “By');
      await panel.shows('files:write', setNames);
      await panel.tells(
        '^Call repeatedPOST /files',
        '^Outcomegranted',
        '^Authorization ended.*files:readfiles:write',
        '^Authorization started.*files:readfiles:write',
        '^Promptbecause of a challenge.*files:write',
        '^ChallengePOST /files: insufficient-scope.*files:write',
      );
    },
  );

  story('a denial is simulated without a request', async ({ coline, user }) => {
    const panel = await signedIn(coline, user);
    const asked = coline.wire.authorizations.length;
    await panel.button('Deny the next authorization').click();
    await panel.says('access_denied');
    await coline.button(/^Edit/).first().click();
    await coline.continueInWindow();

    await panel.tells('^Outcomedenied', '^Denied.*files:write', '^Authorization endedsimulated');
    await coline.notice('Limited functionality').waitFor();
    expect(coline.wire.authorizations.length).toBe(asked);
    await panel.shows('files:write', ['Catalogued']);

    await coline.button(/^Edit/).first().click();
    await (await coline.continueInWindow()).allow('Edit files');
    await panel.shows('files:write', setNames);
  });

  story('a revocation is simulated, and the next refresh undoes it', async ({ coline, user }) => {
    const panel = await signedIn(coline, user);
    await coline.button(/^Edit/).first().click();
    await (await coline.continueInWindow()).allow('Edit files');
    await panel.shows('files:write', setNames);
    await coline.button('Cancel').click();
    await panel.region.getByLabel('Scope to revoke').selectOption('files:write');
    await panel.button('Revoke').click();

    await coline.notice('Permission taken back').waitFor();
    await panel.says('files:write is revoked');
    await panel.tells('^Revokedsimulated.*files:write', '^Refreshsimulated.*files:read$');
    await panel.shows('files:write', ['Catalogued', 'Requested']);
    expect(await coline.prompt.count()).toBe(0);

    await coline.comeBackLater();
    await panel.shows('files:write', setNames);
  });

  story('an expiry is simulated, and the next call refreshes', async ({ coline, user }) => {
    const panel = await signedIn(coline, user);
    await panel.button('Expire the access token').click();
    await panel.says('counts as expired');
    await panel.shows('files:read', ['Catalogued', 'Requested', 'Granted']);

    const refresh = coline.wire.nextRefresh();
    await coline.button(/^Open/).first().click();
    await refresh;
    await panel.tells('^Refreshgranted', '^Expirysimulated');
    await panel.shows('files:read', setNames);
  });
});
