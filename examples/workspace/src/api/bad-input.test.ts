import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.js';
import { startTestApi, type TestApi, type TestCall } from './testing/start-test-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.close());

const call = async (request: `${string} /${string}`, options?: TestCall) =>
  await api.call(request, { scopes: [...catalogue.scopes.keys()], ...options });
const later = { startsAt: '2031-05-02T09:00:00Z', endsAt: '2031-05-02T10:00:00Z' };
const longText = 'x'.repeat(1_100_000);

test.each<[string, `${string} /${string}`, unknown, string]>([
  ['no body', 'POST /files', undefined, 'Send a JSON object'],
  ['a list for an object', 'POST /files', [], 'expected object'],
  ['a missing field', 'POST /files', {}, 'name: '],
  ['an empty name', 'POST /files', { name: '  ' }, 'name: A name has at least one character.'],
  ['a name of two lines', 'POST /files', { name: 'a\nb' }, 'name: A name is one line'],
  ['an unknown field', 'POST /files', { name: 'a', owner: 'me' }, 'Unrecognized key: "owner"'],
  [
    'a folder elsewhere',
    'POST /files',
    { name: 'a', folderId: 'folder-bergman' },
    'no such folder',
  ],
  ['text with U+0000', 'PUT /files/file-prices/content', { content: 'a\0b' }, 'U+0000'],
  ['a version in words', 'GET /files/file-prices/versions/two', undefined, 'expected number'],
  ['an empty message', 'POST /channels/channel-general/messages', { body: ' ' }, 'body: A message'],
  ['a word as reaction', 'POST /messages/message-week/reactions', { emoji: 'ok' }, 'emoji: React'],
  ['a limit of 1000', 'GET /channels/channel-general/messages?limit=1000', undefined, 'limit: '],
  ['a due date in words', 'POST /tasks', { title: 'a', dueDate: 'soon' }, 'dueDate: Write a day'],
  ['a day that is none', 'POST /tasks', { title: 'a', dueDate: '2031-02-30' }, 'dueDate: '],
  ['a stranger as assignee', 'POST /tasks', { title: 'a', assignees: ['eve'] }, 'Not everybody'],
  ['a column elsewhere', 'PATCH /tasks/task-oil', { columnId: 'column-website-1' }, 'columnId: '],
  ['a board that is none', 'POST /tasks/task-oil/move', { boardId: 'no' }, 'boardId: '],
  ['an event without an end', 'POST /events', { title: 'a', startsAt: later.startsAt }, 'endsAt: '],
  [
    'an event that ends first',
    'POST /events',
    { title: 'a', startsAt: later.endsAt, endsAt: later.startsAt },
    'endsAt: it must be after',
  ],
  [
    'an event that ends first now',
    'PATCH /events/event-nordin',
    { startsAt: later.endsAt },
    'endsAt: ',
  ],
  [
    'a moment without an offset',
    'GET /events?from=2031-01-01T00:00:00',
    undefined,
    'from: Write a moment',
  ],
  ['an unknown time zone', 'PATCH /workspace', { timeZone: 'Mars/Base' }, 'timeZone: Name a time'],
  [
    'a host with a scheme',
    'PUT /workspace/webhooks',
    { enabled: true, allowedHosts: ['https://a.example'] },
    'allowedHosts.0: Name a host',
  ],
  [
    'an unknown permission',
    'POST /drives/drive-general/permissions',
    { memberId: 'ada', permission: 'all' },
    'permission: ',
  ],
  [
    'a stranger to share with',
    'POST /drives/drive-general/permissions',
    { memberId: 'eve', permission: 'view' },
    'Not everybody',
  ],
  [
    'a webhook over http',
    'POST /webhooks',
    { url: 'http://hooks.harbourpine.example', events: ['messages.sent'] },
    'url: Name an https',
  ],
  [
    'an unknown event',
    'POST /webhooks',
    { url: 'https://hooks.harbourpine.example', events: ['all'] },
    'events.0: ',
  ],
  [
    'code that is too long',
    'POST /kairo/executions',
    { code: longText.slice(0, 20_001) },
    'code: Code has at most',
  ],
  [
    'an attachment without a name',
    'POST /files/file-prices/attachments',
    Buffer.from('a'),
    'name: ',
  ],
  [
    'an attachment without bytes',
    'POST /files/file-prices/attachments?name=a',
    Buffer.of(),
    'Send the bytes',
  ],
])('answers %s with 400 and the rule', async (_what, request, body, detail) => {
  const response = await call(request, { body });
  expect(response.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8');
  expect(response.body).toMatchObject({
    title: 'The input is not valid',
    status: 400,
    detail: expect.stringContaining(detail),
    code: 'INVALID_INPUT',
  });
  expect(response.status).toBe(400);
  expect(api.reported).toEqual([]);
});

test('names every field that breaks a rule', async () => {
  const { body } = await call('POST /tasks', { body: { title: '', dueDate: 'soon' } });
  expect(body).toMatchObject({ issues: [{ path: 'title' }, { path: 'dueDate' }] });
});

test('answers a body that is not JSON with 400', async () => {
  const { status, body } = await call('POST /files', {
    body: Buffer.from('{"name": '),
    headers: { 'Content-Type': 'application/json' },
  });
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'INVALID_INPUT', detail: 'The body is not valid JSON.' });
});

test('answers a path that cannot be decoded with 400', async () => {
  expect((await call('GET /files/%E0%A4%A')).status).toBe(400);
});

describe('what is too large', () => {
  test.each<[`${string} /${string}`, unknown]>([
    ['PUT /files/file-prices/content', { content: longText }],
    ['POST /files/file-prices/attachments?name=a', Buffer.alloc(2_200_000)],
  ])('is refused with 413 at %s', async (request, body) => {
    expect(await call(request, { body })).toMatchObject({
      status: 413,
      body: { code: 'TOO_LARGE', status: 413 },
    });
  });

  test('is not read before the guard: without a token it is 401', async () => {
    const body = { content: longText };
    const { status } = await api.call('PUT /files/file-prices/content', { body });
    expect(status).toBe(401);
  });
});

test.each<[`${string} /${string}`, unknown?]>([
  ['GET /drives/no/items'],
  ['PATCH /drives/no', {}],
  ['PUT /drives/drive-general/permissions/ada', { permission: 'view' }],
  ['DELETE /drives/drive-general/permissions/ada'],
  ['GET /files/no'],
  ['GET /files/no/content'],
  ['GET /files/no/versions'],
  ['GET /files/file-prices/versions/9'],
  ['GET /files/file-prices/attachments/attachment-cutting-list'],
  ['PUT /files/no/content', { content: '' }],
  ['DELETE /files/no'],
  ['GET /channels/no/messages'],
  ['POST /messages/no/replies', { body: 'a' }],
  ['GET /taskboards/no/tasks'],
  ['GET /taskboards/no/columns'],
  ['GET /tasks/no'],
  ['GET /events/no'],
  ['DELETE /integrations/no'],
  ['GET /kairo/conversations/no'],
  ['GET /kairo/executions/no'],
  ['GET /webhooks/no'],
  ['GET /no-such-path'],
])('answers %s with 404', async (request, body) => {
  expect(await call(request, { body })).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', detail: expect.stringContaining('There is no such') },
  });
});

describe('what the state of the workspace does not allow', () => {
  test('editing a file that somebody else has edited meanwhile', async () => {
    const edit = { content: 'mine', basedOn: 1 };
    expect(await call('PUT /files/file-table/content', { body: edit })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', detail: expect.stringContaining('version 2 is the newest') },
    });
  });

  test.each<[`${string} /${string}`, unknown?]>([
    ['PUT /files/file-door/content', { content: '' }],
    ['PATCH /files/file-door', { name: 'Doors.md' }],
    ['DELETE /files/file-door'],
    ['POST /files', { name: 'Late.md', driveId: 'drive-2025' }],
    ['PATCH /files/file-prices', { driveId: 'drive-2025' }],
  ])('changing an archived drive: %s', async (request, body) => {
    expect(await call(request, { body })).toMatchObject({
      status: 409,
      body: { detail: 'The drive is archived: restore it first.' },
    });
  });

  test('replying to a reply', async () => {
    const body = { body: 'deeper' };
    expect((await call('POST /messages/message-oil-1/replies', { body })).status).toBe(409);
  });

  test('a webhook to a host that the workspace does not allow', async () => {
    const body = { url: 'https://elsewhere.example/a', events: ['messages.sent'] };
    expect(await call('POST /webhooks', { body })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('to hooks.harbourpine.example only') },
    });
    await call('PUT /workspace/webhooks', {
      body: { enabled: false, allowedHosts: ['elsewhere.example'] },
    });
    expect((await call('POST /webhooks', { body })).status).toBe(409);
    await call('PUT /workspace/webhooks', {
      body: { enabled: true, allowedHosts: ['elsewhere.example'] },
    });
    expect((await call('POST /webhooks', { body })).status).toBe(201);
  });
});

test('downloads an attachment as a file that no browser renders', async () => {
  const { body } = await call('POST /files/file-prices/attachments?name=%C3%A5%20%22x%22.html', {
    body: Buffer.from('<script>alert(1)</script>'),
    headers: { 'Content-Type': 'text/html' },
  });
  const { id } = body as { id: string };
  const { headers } = await call(`GET /files/file-prices/attachments/${id}`);
  expect(headers.get('Content-Disposition')).toMatch(/^attachment; /);
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
});

test('shows an execution to its caller only', async () => {
  const { body } = await call('POST /kairo/executions', { body: { code: '1' }, subject: 'dev' });
  const { id } = body as { id: string };
  const path = `GET /kairo/executions/${id}` as const;
  expect(await call(path, { subject: 'dev' })).toMatchObject({ status: 200, body: { result: 1 } });
  expect((await call(path, { subject: 'ada' })).status).toBe(404);
});

test('pages through the history of a channel', async () => {
  const path = 'GET /channels/channel-workshop/messages' as const;
  const newest = (await call(`${path}?limit=1`)).body as { items: { id: string }[] };
  expect(newest.items).toMatchObject([{ id: 'message-saw' }]);
  const older = await call(`${path}?limit=5&before=${newest.items[0]?.id}`);
  expect(older.body).toMatchObject({ items: [{ id: 'message-oil' }] });
});
