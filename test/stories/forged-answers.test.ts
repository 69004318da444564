import { describe, expect } from 'vitest';
import type { Coline } from '../support/coline.js';
import { ConsentPage } from '../support/consent-page.js';
import { story } from '../support/story.js';
import type { StoryUser } from '../support/story-users.js';

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
    'an answer with another state is refused, and nothing is stored',
    async ({ coline, user }) => {
      const answer = await unansweredCallback(coline, user);
      answer.searchParams.set('state', 'forged');
      await coline.page.goto(answer.href);

      await coline.page.getByRole('alert').getByText(refused).waitFor();
      await expectNothingStored(coline);
    },
  );

  story(
    'an answer that another browser asked for is refused, and nothing is stored',
    async ({ coline, newColine, user }) => {
      const answer = await unansweredCallback(await newColine(), user);
      await coline.page.goto(answer.href);

      await coline.page.getByRole('alert').getByText(refused).waitFor();
      await expectNothingStored(coline);
    },
  );

  story('a window that answers nothing says so, and leads to the app', async ({ coline }) => {
    await coline.page.goto(`${coline.workspace.app}/callback?code=x&state=popup.x`);

    await coline.page.getByText('This window has nothing to answer').waitFor();
    await coline.page.getByRole('link', { name: 'Open Coline' }).click();
    await coline.signInButton.waitFor();
  });

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
    await framing.goto(`${workspace.app}/framing`);

    const [, frame] = framing.frames();
    expect(frame?.url()).toBe('chrome-error://chromewebdata/');
    expect(await frame?.getByRole('button').count()).toBe(0);
    const headers = (await framing.request.get(consent.page.url())).headers();
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });
});

/** Signs in as far as the answer of the authorization server, which the app never gets to see. */
async function unansweredCallback(coline: Coline, user: StoryUser): Promise<URL> {
  await coline.open();
  await coline.signInButton.click();
  await coline.pickUser(user);
  const consent = await new ConsentPage(coline.page).shown();
  await coline.page.route('**/app.js', (route) => route.abort());
  await consent.allow();
  await coline.page.waitForURL('**/callback?*');
  await coline.page.unroute('**/app.js');
  return new URL(coline.page.url());
}

async function expectNothingStored(coline: Coline): Promise<void> {
  await coline.signInButton.waitFor();
  const stored = await coline.page.evaluate(() => JSON.stringify(localStorage));
  expect(stored).not.toContain('files:read');
}
