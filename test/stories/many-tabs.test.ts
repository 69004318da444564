import type { BrowserContext, Page, Request } from 'playwright-core';
import { describe, expect } from 'vitest';
import { ConsentPage } from '../support/consent-page.js';
import type { RunningWorkspace } from '../support/running-workspace.js';
import { story } from '../support/story.js';
import { serveTabsPage } from '../support/tabs-page/serve-tabs-page.js';
import { until } from '../support/until.js';
import { Wire } from '../support/wire.js';

/** What calls come to, by path: the user allows all but one, and one was never to be asked for. */
const expected: Readonly<Record<string, number | string>> = {
  '/drives': 200,
  '/taskboards': 200,
  '/events': 200,
  '/kairo/conversations': 200,
  '/workspace': 'INSUFFICIENT_SCOPE denied',
  '/webhooks': 'INSUFFICIENT_SCOPE undefined',
};

const paths = Array.from({ length: 100 }, (_, index) => {
  const all = Object.keys(expected);
  return all[index % all.length] as string;
});

/** Every request to the token endpoint of what `context` sends from now on. */
function tokenRequests(context: BrowserContext, { issuer }: RunningWorkspace): URLSearchParams[] {
  const sent: URLSearchParams[] = [];
  context.on('request', (request: Request) => {
    const params = new URLSearchParams(request.postData() ?? '');
    if (request.url().startsWith(`${issuer}/`) && params.has('grant_type')) sent.push(params);
  });
  return sent;
}

async function status(page: Page, text: string): Promise<void> {
  await page.locator(`body[data-status="${text}"]`).waitFor({ state: 'attached' });
}

describe('five tabs of one browser', () => {
  story(
    'make one prompt and one token request of 100 calls with mixed missing scopes, and each settles by its own need',
    async ({ browser, workspace, user }) => {
      const context = await browser.newContext();
      context.setDefaultTimeout(30_000);
      const tokens = tokenRequests(context, workspace);
      const { open } = await serveTabsPage(context, workspace);
      const first = await open();
      await status(first, 'signed-out');
      await first.evaluate(() => void window.client.signIn());
      await first.getByRole('button', { name: user.name }).click();
      await new ConsentPage(first).allow();
      await status(first, 'signed-in');
      const tabs = [first];
      while (tabs.length < 5) {
        const tab = await open();
        await status(tab, 'signed-in');
        tabs.push(tab);
      }
      const wire = new Wire(context, workspace);
      const before = tokens.length;

      const results = Promise.all(
        tabs.map((tab, index) => {
          const own = paths.filter((_, call) => call % tabs.length === index);
          return tab.evaluate(
            async (calls) => (await window.callAll(calls)).map((result, at) => [calls[at], result]),
            own,
          );
        }),
      );
      const refused = paths.filter((path) => path !== '/drives').length;
      await until(
        () => wire.answersWith(403),
        (count) => expect(count).toBe(refused),
      );
      const asked = async (): Promise<string[][]> =>
        (await Promise.all(tabs.map((tab) => tab.evaluate(scopesAsked)))).flat();
      await until(asked, (questions) =>
        expect(questions).toEqual([
          ['calendar:read', 'kairo:read', 'tasks:read', 'workspace:read'],
        ]),
      );
      const [question] = (
        await Promise.all(
          tabs.map(async (tab) => ((await tab.getByRole('dialog').count()) > 0 ? [tab] : [])),
        )
      ).flat() as [Page];
      const [opened] = await Promise.all([
        question.waitForEvent('popup'),
        question.getByRole('button', { name: 'Continue' }).click(),
      ]);
      await new ConsentPage(opened).allow('Read tasks', 'Read the calendar', 'Read Kairo');

      const settled = (await results).flat();
      expect(settled).toHaveLength(100);
      for (const [path, result] of settled)
        expect([path, result]).toEqual([path, expected[path as string]]);
      expect(await asked()).toHaveLength(1);
      const codes = tokens.slice(before).filter((params) => params.has('code'));
      expect(codes).toHaveLength(1);
      const refreshTokens = tokens.flatMap((params) => params.getAll('refresh_token'));
      expect(new Set(refreshTokens).size).toBe(refreshTokens.length);
      const repeated = paths.filter((path) => expected[path] === 200 && path !== '/drives');
      expect(wire.answersWith(200)).toBe(repeated.length + paths.length - refused);
      expect(wire.answersWith(403)).toBe(refused);
      await context.close();
    },
  );
});

function scopesAsked(): string[][] {
  return window.asked.map(({ getState }) =>
    getState()
      .scopes.map(({ scope }) => scope)
      .toSorted(),
  );
}
