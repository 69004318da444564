// A page of the demo that does nothing by itself: a story calls `client`, and reads what was asked.
import { createClient, indexedDb } from '@stepscope/client';
import { createDialogPrompt } from '@stepscope/client/dialog';
import { dpop } from '@stepscope/client/dpop';
import { defineCatalogue } from '@stepscope/core';

const scope = (title) => ({ title });
const catalogue = defineCatalogue({
  scopes: {
    'files:read': scope('Read files'),
    'tasks:read': scope('Read tasks'),
    'calendar:read': scope('Read the calendar'),
    'kairo:read': scope('Read Kairo'),
    'workspace:read': scope('Read the workspace'),
    'webhooks:read': scope('Read webhooks'),
  },
});

/** Not at the top: what is imported later comes after this file in the bundle, and would wait. */
async function start() {
  const { issuer, api, clientId } = await (await fetch('/config.json')).json();
  const dialog = createDialogPrompt();
  window.asked = [];
  window.client = createClient({
    issuer,
    clientId,
    resource: api,
    redirectUri: `${location.origin}/callback`,
    catalogue,
    scopes: {
      initial: ['files:read'],
      mayRequest: ['tasks:read', 'calendar:read', 'kairo:read', 'workspace:read'],
    },
    ...(window.bindsTokens && { dpop: dpop(), storage: indexedDb() }),
    prompt: {
      show(request) {
        window.asked.push(request);
        return dialog.show(request);
      },
    },
  });
  window.callAll = (paths) =>
    Promise.all(
      paths.map((path) =>
        window.client.fetch(api + path).then(
          ({ status }) => status,
          ({ code, outcome }) => `${code} ${outcome}`,
        ),
      ),
    );
  const arrived = await window.client.handleRedirect().catch((error) => error);
  document.body.dataset.status =
    arrived instanceof Error ? `${arrived}` : window.client.getSnapshot().status;
}

void start();
