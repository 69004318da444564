import { expect } from 'vitest';
import type { WorkspaceScope } from '../../catalogue.js';

/** Calls that do what one line under a scope's "Includes" promises. */
export interface ScopeCalls {
  readonly scope: WorkspaceScope;
  readonly includes: string;
  readonly calls: readonly {
    readonly request: `${string} /${string}`;
    readonly body?: unknown;
    readonly status: 200 | 201 | 204;
    /** What the answer holds. */
    readonly answer?: unknown;
  }[];
}

const bytes = Buffer.from('measured twice\n');
const later = { startsAt: '2031-05-02T09:00:00Z', endsAt: '2031-05-02T10:00:00Z' };

/** Every line that the catalogue says a scope includes, in an order in which all of them work. */
export const scopeCalls: readonly ScopeCalls[] = [
  one('files:read', 'List and browse drives', [
    get('/drives', { items: [{ id: 'drive-clients' }, { id: 'drive-general' }, {}] }),
    get('/drives/drive-clients/items', { folders: [{ id: 'folder-bergman' }], files: [] }),
    get('/drives/drive-clients/items?folder=folder-bergman', { files: [{ id: 'file-table' }] }),
  ]),
  one('files:read', 'Read file content', [
    get('/files/file-table/content', {
      version: 2,
      content: expect.stringContaining('Hard wax oil'),
    }),
  ]),
  one('files:read', 'View file metadata', [
    get('/files?drive=drive-clients', { items: [{ id: 'file-table', driveId: 'drive-clients' }] }),
    get('/files/file-table', {
      attachments: [{ name: 'cutting-list.csv', mediaType: 'text/csv' }],
    }),
  ]),
  one('files:read', 'Download attachments', [
    get(
      '/files/file-table/attachments/attachment-cutting-list',
      expect.stringContaining('leg,oak,760'),
    ),
  ]),
  one('files:read', 'See version history', [
    get('/files/file-table/versions', { items: [{ version: 2 }, { version: 1 }] }),
    get('/files/file-table/versions/1', { version: 1 }),
  ]),
  one('files:write', 'Create new files', [
    post('/files', { name: 'New Doc' }, { name: 'New Doc', version: 1, createdBy: 'ben' }),
  ]),
  one('files:write', 'Edit existing files', [
    put('/files/file-minutes/content', { content: 'Short.\n', basedOn: 1 }, { version: 2 }),
  ]),
  one('files:write', 'Move and rename files', [
    patch('/files/file-minutes', { name: 'Minutes.md' }, { name: 'Minutes.md', folderId: null }),
    patch('/files/file-minutes', { driveId: 'drive-clients' }, { driveId: 'drive-clients' }),
  ]),
  one('files:write', 'Upload attachments', [
    post('/files/file-minutes/attachments?name=note.txt', bytes, { name: 'note.txt', size: 15 }),
  ]),
  one('files:write', 'Delete files', [remove('/files/file-minutes')]),
  one('files:admin', 'Share drives with users', [
    post('/drives/drive-general/permissions', { memberId: 'dev', permission: 'view' }),
  ]),
  one('files:admin', 'Modify permissions', [
    put('/drives/drive-general/permissions/dev', { permission: 'edit' }, { permission: 'edit' }),
    get('/drives/drive-general/permissions', { items: [{ memberId: 'dev', permission: 'edit' }] }),
    remove('/drives/drive-general/permissions/dev'),
  ]),
  one('files:admin', 'Archive and restore drives', [
    { ...post('/drives/drive-2025/restore', undefined, { archivedAt: null }), status: 200 },
    { ...post('/drives/drive-2025/archive', undefined, { id: 'drive-2025' }), status: 200 },
  ]),
  one('files:admin', 'Manage drive settings', [
    patch('/drives/drive-general', { description: 'For all' }, { description: 'For all' }),
  ]),

  one('messages:read', 'List channels', [get('/channels', { items: [{}, {}, {}] })]),
  one('messages:read', 'Read message history', [
    get('/channels/channel-workshop/messages', {
      items: [{ id: 'message-oil', replyCount: 2 }, { id: 'message-saw' }],
    }),
  ]),
  one('messages:read', 'View threads', [
    get('/messages/message-oil/thread', {
      items: [{ id: 'message-oil' }, { createdBy: 'jonas' }, { createdBy: 'ada' }],
    }),
  ]),
  one('messages:read', 'See reactions and attachments', [
    get('/channels/channel-general/messages?limit=1', {
      items: [{ reactions: [{ emoji: '🍲', members: ['jonas', 'mira'] }] }],
    }),
    get(
      '/messages/message-oil/attachments/attachment-oil-note',
      expect.stringContaining('batch 4471'),
    ),
  ]),
  one('messages:write', 'Post to channels', [
    post('/channels/channel-general/messages', { body: 'Hello' }, { body: 'Hello' }),
  ]),
  one('messages:write', 'Reply in threads', [
    post('/messages/message-saw/replies', { body: 'Thanks' }, { threadId: 'message-saw' }),
  ]),
  one('messages:write', 'Add reactions', [
    post(
      '/messages/message-week/reactions',
      { emoji: '👍' },
      {
        reactions: [{ emoji: '👍', members: ['ben'] }],
      },
    ),
  ]),
  one('messages:write', 'Upload message attachments', [
    post('/messages/message-week/attachments?name=plan.txt', bytes, { mediaType: 'text/plain' }),
  ]),

  one('tasks:read', 'List taskboards', [get('/taskboards', { items: [{}, {}] })]),
  one('tasks:read', 'Read task details', [
    get('/tasks/task-legs', { title: 'Turn the legs for Bergman' }),
  ]),
  one('tasks:read', 'View status columns', [
    get('/taskboards/board-workshop/columns', {
      items: [{ name: 'To do' }, { name: 'In progress' }, { name: 'Done' }],
    }),
  ]),
  one('tasks:read', 'See assignees and due dates', [
    get('/taskboards/board-website/tasks', {
      items: [{ dueDate: null, assignees: [] }, { assignees: ['ada', 'cleo'] }],
    }),
  ]),
  one('tasks:write', 'Create tasks', [
    post(
      '/tasks',
      { title: 'Order oak', dueDate: '2031-01-31', assignees: ['mira'] },
      {
        boardId: 'board-workshop',
        columnId: 'column-workshop-1',
        dueDate: '2031-01-31',
        assignees: ['mira'],
        createdBy: 'ben',
      },
    ),
  ]),
  one('tasks:write', 'Update status and fields', [
    patch(
      '/tasks/task-bench',
      { columnId: 'column-workshop-3', description: 'Done early' },
      {
        columnId: 'column-workshop-3',
        description: 'Done early',
      },
    ),
  ]),
  one('tasks:write', 'Assign users', [
    put(
      '/tasks/task-bench/assignees',
      { assignees: ['jonas', 'ada'] },
      {
        assignees: ['ada', 'jonas'],
      },
    ),
  ]),
  one('tasks:write', 'Set due dates', [
    put('/tasks/task-bench/due-date', { dueDate: '2031-02-01' }, { dueDate: '2031-02-01' }),
    put('/tasks/task-bench/due-date', { dueDate: null }, { dueDate: null }),
  ]),
  one('tasks:write', 'Move tasks between boards', [
    {
      ...post(
        '/tasks/task-bench/move',
        { boardId: 'board-website' },
        {
          boardId: 'board-website',
          columnId: 'column-website-1',
        },
      ),
      status: 200,
    },
  ]),

  one('calendar:read', 'List events', [
    get('/events', { items: [{ id: 'event-meeting' }, { id: 'event-nordin' }, {}] }),
  ]),
  one('calendar:read', 'Read event details', [
    get('/events/event-nordin', { location: 'Showroom', createdBy: 'cleo' }),
  ]),
  one('calendar:read', 'See attendee lists', [
    get('/events/event-nordin/attendees', {
      items: [{ name: 'Ada Okafor', response: 'invited' }, { memberId: 'cleo' }],
    }),
  ]),
  one('calendar:read', 'View availability', [
    get('/availability?member=mira&from=2020-01-01T00:00:00Z&to=2040-01-01T00:00:00Z', {
      memberId: 'mira',
      busy: [{}, {}],
    }),
  ]),
  one('calendar:write', 'Create events', [
    post('/events', { title: 'Fair', ...later, attendees: ['ada'] }, { title: 'Fair' }),
  ]),
  one('calendar:write', 'Update event details', [
    patch('/events/event-nordin', { location: 'Workshop' }, { location: 'Workshop' }),
  ]),
  one('calendar:write', 'Invite attendees', [
    post(
      '/events/event-nordin/attendees',
      { memberIds: ['ben', 'cleo'] },
      {
        items: [
          { memberId: 'ada' },
          { memberId: 'ben', response: 'invited' },
          { memberId: 'cleo' },
        ],
      },
    ),
  ]),
  one('calendar:write', 'Delete events', [remove('/events/event-nordin')]),

  one('workspace:read', 'Workspace name and settings', [
    get('/workspace', { name: 'Harbour & Pine', timeZone: 'Europe/Stockholm' }),
  ]),
  one('workspace:read', 'Member list', [
    get('/members', { items: [{ id: 'ada' }, {}, {}, {}, {}, {}] }),
  ]),
  one('workspace:read', 'Channel list', [get('/channels', { items: [{}, {}, {}] })]),
  one('workspace:read', 'Drive list', [get('/drives', { items: [{}, {}, {}] })]),
  one('workspace:write', 'Modify workspace settings', [
    patch('/workspace', { timeZone: 'Europe/Oslo' }, { timeZone: 'Europe/Oslo' }),
  ]),
  one('workspace:write', 'Manage integrations', [
    get('/integrations', { items: [{ id: 'integration-accounts' }] }),
    post('/integrations', { name: 'Shop', kind: 'other' }, { enabled: true, createdBy: 'ben' }),
    patch('/integrations/integration-accounts', { enabled: false }, { enabled: false }),
    remove('/integrations/integration-accounts'),
  ]),
  one('workspace:write', 'Configure webhooks', [
    put(
      '/workspace/webhooks',
      { enabled: true, allowedHosts: ['hooks.example'] },
      {
        allowedHosts: ['hooks.example'],
      },
    ),
  ]),

  one('kairo:read', 'Access conversation history', [
    get('/kairo/conversations', { items: [{ id: 'conversation-dates' }, {}] }),
    get('/kairo/conversations/conversation-dates', {
      turns: [{ role: 'member' }, { role: 'kairo' }],
    }),
  ]),
  one('kairo:read', 'Read saved memories', [get('/kairo/memories', { items: [{}, {}] })]),
  one('kairo:execute', 'Run JavaScript code', [
    post(
      '/kairo/executions',
      { code: 'console.log("oak"); 0.073 * 1.2' },
      {
        status: 'completed',
        result: 0.0876,
        console: ['oak'],
      },
    ),
  ]),
  one('kairo:execute', 'Access execution results', [
    get('/kairo/executions', { items: [{ result: 0.0876 }] }),
  ]),

  one('webhooks:read', 'List webhooks', [get('/webhooks', { items: [{ id: 'webhook-orders' }] })]),
  one('webhooks:read', 'View webhook settings', [
    get('/webhooks/webhook-orders', { events: ['tasks.changed', 'files.changed'], active: true }),
  ]),
  one('webhooks:write', 'Create webhooks', [
    post(
      '/webhooks',
      { url: 'https://hooks.example/a', events: ['messages.sent'] },
      {
        url: 'https://hooks.example/a',
        createdBy: 'ben',
      },
    ),
  ]),
  one('webhooks:write', 'Update webhook settings', [
    patch('/webhooks/webhook-orders', { active: false }, { active: false }),
  ]),
  one('webhooks:write', 'Delete webhooks', [remove('/webhooks/webhook-orders')]),
];

type Calls = ScopeCalls['calls'];

function one(scope: WorkspaceScope, includes: string, calls: Calls): ScopeCalls {
  return { scope, includes, calls };
}

function get(path: `/${string}`, answer: unknown): Calls[number] {
  return { request: `GET ${path}`, status: 200, answer };
}

function post(path: `/${string}`, body: unknown, answer?: unknown): Calls[number] {
  return { request: `POST ${path}`, body, status: 201, answer };
}

function put(path: `/${string}`, body: unknown, answer: unknown): Calls[number] {
  return { request: `PUT ${path}`, body, status: 200, answer };
}

function patch(path: `/${string}`, body: unknown, answer: unknown): Calls[number] {
  return { request: `PATCH ${path}`, body, status: 200, answer };
}

function remove(path: `/${string}`): Calls[number] {
  return { request: `DELETE ${path}`, status: 204 };
}
