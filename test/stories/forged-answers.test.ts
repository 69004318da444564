import { describe, expect } from 'vitest';
import { ConsentPage } from '../support/consent-page.js';
import { story } from '../support/story.js';

const refused = 'That sign-in answer was refused: it was not started here, or was used before.';

describe('forged answers', () => {
  story('a replayed callback is refused, and the sign-in stands', async ({ coline, user }) => {
    const callback = coline.page.waitForRequest((request) => request.url().includes('/callback?'));
    await coline.signIn(user);
    const { searchParams } = new URL((await callback).url());

    await coline.page.goto(`${coline.workspace.app}/callback?${searchParams}`);
    await coline.page.getByRole('alert').getByText(refused).waitFor();

    await coline.page.goto(coline.workspace.app);
    await coline.shows('effective', ['files:read']);
  });

  story(
    'a callback with another state is refused, and nothing is stored',
    async ({ coline, user }) => {
      await coline.page.route('**/callback?*', (route) => {
        const url = new URL(route.request().url());
        if (url.searchParams.get('state') === 'forged') return route.continue();
        url.searchParams.set('state', 'forged');
        return route.fulfill({ status: 302, headers: { location: url.href } });
      });
      await coline.open();
      await coline.signInButton.click();
      await coline.pickUser(user);
      await new ConsentPage(coline.page).allow();

      await coline.page.getByRole('alert').getByText(refused).waitFor();
      await coline.signInButton.waitFor();
      const stored = await coline.page.evaluate(() => JSON.stringify(localStorage));
      expect(stored).not.toContain('files:read');
    },
  );

  story('a framed consent page refuses to render', async ({ coline, user, workspace }) => {
    await coline.signIn(user);
    await coline.button(/^Edit/).first().click();
    const consent = await (await coline.continueInWindow()).shown();
    const framing = await coline.page.context().newPage();
    await framing.route(`${workspace.app}/framing`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe src="${consent.page.url()}"></iframe>`,
      }),
    );
    const answered = framing.waitForResponse(consent.page.url());
    await framing.goto(`${workspace.app}/framing`);

    expect((await answered).headers()['content-security-policy']).toContain(
      "frame-ancestors 'none'",
    );
    await framing.waitForLoadState('load');
    const [, frame] = framing.frames();
    expect(frame?.url()).toBe('chrome-error://chromewebdata/');
  });
});
