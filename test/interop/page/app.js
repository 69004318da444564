// An application as small as can be, at an authorization server that we did not write.
import { createClient, indexedDb } from '@stepscope/client';
import { dpop } from '@stepscope/client/dpop';
import { catalogue, scopes } from './catalogue.js';

const { issuer, clientId, resource } = JSON.parse(document.getElementById('config').textContent);
// Kept, so that the page is the same when it comes back.
for (const [name, value] of new URLSearchParams(location.search)) {
  if (name === 'via' || name === 'binds') sessionStorage.setItem(name, value);
}
const client = createClient({
  issuer,
  clientId,
  redirectUri: `${location.origin}/callback`,
  postLogoutRedirectUri: `${location.origin}/`,
  resource,
  catalogue,
  scopes,
  via: sessionStorage.getItem('via') ?? 'popup',
  ...(sessionStorage.getItem('binds') && { dpop: dpop(), storage: indexedDb() }),
});

const output = document.querySelector('output');
const call = async (path, init) => {
  const response = await client.fetch(`${resource}${path}`, init);
  return `${init?.method ?? 'GET'} ${path} ${response.status}`;
};
const post = (path, headers = {}) => call(path, { method: 'POST', headers, body: 'text' });
const describeError = ({ code, message, outcome, missing }) =>
  [code ?? message, outcome?.status ?? outcome, missing?.toString()].filter(Boolean).join(' ');

const acts = {
  'Sign in': async () => (await client.signIn()).status,
  'Sign in in a window': async () => (await client.signIn({ via: 'popup' })).status,
  'Sign out': () => client.signOut().then(() => 'signed out'),
  'List files': () => call('/files'),
  async Save() {
    const reason = 'Saving creates a file.';
    const { status } = await client.requestPermission('files.create', { reason });
    return status === 'granted' ? post('/files') : status;
  },
  'Save in this page': async () => {
    const asking = { via: 'redirect', data: { draft: 'Minutes' } };
    return (await client.requestPermission('files.create', asking)).status;
  },
  'Save without asking': () => post('/files'),
  'Create a task once': () => post('/tasks', { 'Idempotency-Key': crypto.randomUUID() }),
  'Ask for tasks': async () => (await client.requestPermission('tasks:read')).status,
  'Show tasks': () => call('/tasks'),
  async 'Show ten tasks'() {
    const paths = Array.from({ length: 10 }, (_, index) => `/tasks/${index}`);
    const answers = await Promise.all(paths.map((path) => call(path)));
    return `${answers.filter((answer) => answer.endsWith(' 200')).length} of 10`;
  },
};
for (const [name, act] of Object.entries(acts)) {
  const button = document.createElement('button');
  button.textContent = name;
  button.addEventListener('click', () => {
    output.textContent = '';
    act().then(
      (text) => (output.textContent = text),
      (error) => (output.textContent = describeError(error)),
    );
  });
  document.querySelector('main').append(button);
}

const show = () => {
  const { status, granted, denied } = client.getSnapshot();
  for (const [id, text] of Object.entries({ status, granted, denied })) {
    document.getElementById(id).textContent = String(text);
  }
};
client.subscribe(show);
// Not awaited: what the client loads later may stand in a file that waits for this one.
void client
  .handleRedirect()
  .then(({ outcome, intent }) => {
    if (outcome) output.textContent = `${outcome.status} ${JSON.stringify(intent)}`;
    return undefined;
  })
  .catch((error) => (output.textContent = describeError(error)))
  .finally(show);
