import { ApiError } from './api-error.js';

export interface Drive {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly archivedAt: string | null;
}

export interface FileEntry {
  readonly id: string;
  readonly name: string;
  readonly driveId: string;
  readonly version: number;
  readonly updatedBy: string;
  readonly updatedAt: string;
}

export interface FileContent {
  readonly fileId: string;
  readonly version: number;
  readonly content: string;
}

export interface DrivePermission {
  readonly memberId: string;
  readonly permission: 'view' | 'edit' | 'manage';
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
}

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly replyCount: number;
}

export interface CalendarEvent {
  readonly id: string;
  readonly title: string;
  readonly location: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface WorkspaceSettings {
  readonly name: string;
  readonly description: string;
  readonly timeZone: string;
}

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly jobTitle: string;
}

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
}

export interface Memory {
  readonly id: string;
  readonly text: string;
}

export interface Execution {
  readonly id: string;
  readonly status: string;
  readonly result: unknown;
  readonly error: unknown;
  readonly console: readonly unknown[];
}

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly active: boolean;
}

export interface Whoami {
  readonly sub: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string;
}

export interface WorkspaceApiOptions {
  /** The API's base URL. */
  readonly api: string;
  /** Sends the requests; the SDK's `client.fetch` adds the token and steps up. */
  readonly fetch: typeof fetch;
}

export type WorkspaceApi = ReturnType<typeof createWorkspaceApi>;

/**
 * The workspace's API as functions. Each rejects with `ApiError` where the API refuses a call, and
 * with the SDK's errors where a permission is lacking.
 */
export function createWorkspaceApi({ api, fetch }: WorkspaceApiOptions) {
  async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${api}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await ApiError.of(response);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async function list<T>(path: string): Promise<readonly T[]> {
    return (await send<{ items: readonly T[] }>('GET', path)).items;
  }

  const id = encodeURIComponent;

  return {
    whoami: () => send<Whoami>('GET', '/whoami'),

    listDrives: () => list<Drive>('/drives'),
    listFiles: () => list<FileEntry>('/files'),
    readFile: (fileId: string) => send<FileContent>('GET', `/files/${id(fileId)}/content`),
    createFile: (file: { name: string; content: string }) =>
      send<FileEntry>('POST', '/files', file),
    editFile: (fileId: string, edit: { content: string; basedOn: number }) =>
      send<FileEntry>('PUT', `/files/${id(fileId)}/content`, edit),
    deleteFile: (fileId: string) => send<undefined>('DELETE', `/files/${id(fileId)}`),
    listDrivePermissions: (driveId: string) =>
      list<DrivePermission>(`/drives/${id(driveId)}/permissions`),

    listChannels: () => list<Channel>('/channels'),
    listMessages: (channelId: string) => list<Message>(`/channels/${id(channelId)}/messages`),
    sendMessage: (channelId: string, body: string) =>
      send<Message>('POST', `/channels/${id(channelId)}/messages`, { body }),

    listEvents: () => list<CalendarEvent>('/events'),
    createEvent: (event: { title: string; startsAt: string; endsAt: string }) =>
      send<CalendarEvent>('POST', '/events', event),

    viewWorkspace: () => send<WorkspaceSettings>('GET', '/workspace'),
    configureWorkspace: (settings: { name: string; description: string }) =>
      send<WorkspaceSettings>('PATCH', '/workspace', settings),
    listMembers: () => list<Member>('/members'),

    listConversations: () => list<Conversation>('/kairo/conversations'),
    listMemories: () => list<Memory>('/kairo/memories'),
    runCode: (code: string) => send<Execution>('POST', '/kairo/executions', { code }),

    listWebhooks: () => list<Webhook>('/webhooks'),
    createWebhook: (webhook: { url: string; events: readonly string[] }) =>
      send<Webhook>('POST', '/webhooks', webhook),
    deleteWebhook: (webhookId: string) => send<undefined>('DELETE', `/webhooks/${id(webhookId)}`),
  };
}
