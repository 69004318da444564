import { attachAxios, CallbackError, type RedirectResult } from '@stepscope/client';
import { mountDevtools } from '@stepscope/client/devtools';
import axios from 'axios';
import { createAnnouncer } from './announcer.js';
import { fetchAppConfig, type AppConfig } from './app-config.js';
import type { App } from './app.js';
import { announceOutcome } from './ask.js';
import { describeError } from './describe-error.js';
import { h } from './dom.js';
import { resumeDraft } from './resume-draft.js';
import { sections } from './sections/sections.js';
import { shell } from './shell.js';
import { createTaskApi } from './task-api.js';
import { signInMark, welcome } from './welcome.js';
import { createWorkspaceApi } from './workspace-api.js';
import { workspaceClient } from './workspace-client.js';

function composeApp(config: AppConfig): App {
  const client = workspaceClient(config);
  // This is a demo for developers. An application has the panel on its development pages alone.
  mountDevtools(client);
  const instance = axios.create({ baseURL: config.api });
  attachAxios(client, instance);
  return {
    config,
    client,
    api: createWorkspaceApi({ api: config.api, fetch: client.fetch }),
    tasks: createTaskApi(instance),
    announcer: createAnnouncer(),
  };
}

/** Keeps the page in step with whether somebody is signed in. */
function mount(app: App, message?: string): void {
  const place = h('div');
  let signedIn: boolean | undefined;
  let showing = new AbortController();
  const update = (): void => {
    const next = app.client.getSnapshot().status === 'signed-in';
    if (next === signedIn) return;
    signedIn = next;
    showing.abort();
    showing = new AbortController();
    place.replaceChildren(next ? shell(app, showing, sections) : welcome(app, message));
  };
  document.getElementById('root')?.replaceChildren(app.announcer.element, place);
  app.client.subscribe(update);
  app.client.on('signed-out', ({ reason }) => {
    if (reason === 'ended') app.announcer.say('Your session has ended. Sign in again to go on.');
  });
  update();
}

/** Says how the redirect ended, and takes up again what it interrupted. */
async function welcomeBack(app: App, { outcome, intent }: RedirectResult): Promise<void> {
  if (outcome === undefined || intent === undefined) return;
  if (intent.data === signInMark && outcome.status === 'granted') {
    app.announcer.say(
      'You are signed in. Coline can read your files, and nothing else.',
      'success',
    );
    return;
  }
  announceOutcome(app.announcer, outcome);
  await resumeDraft(app, { outcome, intent });
}

async function start(): Promise<void> {
  const app = composeApp(await fetchAppConfig());
  try {
    const result = await app.client.handleRedirect();
    if (result.kind === 'leaving') return;
    if (result.kind === 'popup') {
      // A popup whose answer was awaited has closed itself.
      showAlone(
        'This window has nothing to answer, or has answered it. You can close it.',
        h('a', { href: '/' }, 'Open Coline'),
      );
      return;
    }
    mount(app);
    await welcomeBack(app, result);
  } catch (error) {
    mount(
      app,
      error instanceof CallbackError
        ? 'That sign-in answer was refused: it was not started here, or was used before.'
        : describeError('Could not sign in', error),
    );
  }
}

function showAlone(text: string, link?: HTMLAnchorElement): void {
  const page = h('main', { class: 'welcome' }, h('p', { class: 'lead' }, text), link);
  document.getElementById('root')?.replaceChildren(page);
}

await start().catch(() => showAlone('Coline cannot start right now. Try again in a moment.'));
