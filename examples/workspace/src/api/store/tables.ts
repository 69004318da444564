import type { Generated, Selectable } from 'kysely';

/** The tables of the workspace. Columns are snake_case in SQL, camelCase here. */
export type Tables = {
  workspace: WorkspaceTable;
  members: MemberTable;
  drives: DriveTable;
  drivePermissions: DrivePermissionTable;
  folders: FolderTable;
  files: FileTable;
  fileVersions: FileVersionTable;
  attachments: AttachmentTable;
  channels: ChannelTable;
  messages: MessageTable;
  reactions: ReactionTable;
  taskboards: TaskboardTable;
  taskboardColumns: TaskboardColumnTable;
  tasks: TaskTable;
  taskAssignees: TaskAssigneeTable;
  events: EventTable;
  eventAttendees: EventAttendeeTable;
  integrations: IntegrationTable;
  webhooks: WebhookTable;
  conversations: ConversationTable;
  conversationTurns: ConversationTurnTable;
  memories: MemoryTable;
  executions: ExecutionTable;
};

export interface WorkspaceTable {
  name: string;
  description: string;
  timeZone: string;
  weekStartsOn: 'monday' | 'sunday';
  webhooksEnabled: boolean;
  /** Host names, joined by spaces. */
  webhookHosts: string;
}

export interface MemberTable {
  id: string;
  name: string;
  email: string;
  jobTitle: string;
}

export type DrivePermission = 'view' | 'edit' | 'manage';

export interface DriveTable {
  id: string;
  name: string;
  description: string;
  /** What a member may do whom nobody has given a permission of his own. */
  defaultPermission: DrivePermission;
  archivedAt: Date | null;
}

export interface DrivePermissionTable {
  driveId: string;
  memberId: string;
  permission: DrivePermission;
}

export interface FolderTable {
  id: string;
  driveId: string;
  name: string;
}

export interface FileTable {
  id: string;
  driveId: string;
  folderId: string | null;
  name: string;
  /** The newest version, counted from 1. */
  version: number;
  createdBy: string;
  createdAt: Date;
  updatedBy: string;
  updatedAt: Date;
}

export interface FileVersionTable {
  fileId: string;
  version: number;
  content: string;
  createdBy: string;
  createdAt: Date;
}

/** Belongs to a file or to a message. */
export interface AttachmentTable {
  id: string;
  fileId: string | null;
  messageId: string | null;
  name: string;
  mediaType: string;
  content: Uint8Array;
  createdBy: string;
  createdAt: Date;
}

export interface ChannelTable {
  id: string;
  name: string;
  topic: string;
}

export interface MessageTable {
  id: string;
  /** Grows with every message: the order of the history. */
  sequence: Generated<number>;
  channelId: string;
  /** The message that this one replies to; `null` for one of the channel itself. */
  threadId: string | null;
  body: string;
  createdBy: string;
  createdAt: Date;
}

export interface ReactionTable {
  messageId: string;
  emoji: string;
  memberId: string;
}

export interface TaskboardTable {
  id: string;
  name: string;
  description: string;
}

export interface TaskboardColumnTable {
  id: string;
  boardId: string;
  name: string;
  position: number;
}

export interface TaskTable {
  id: string;
  boardId: string;
  columnId: string;
  title: string;
  description: string;
  /** `YYYY-MM-DD`. */
  dueDate: string | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface TaskAssigneeTable {
  taskId: string;
  memberId: string;
}

export interface EventTable {
  id: string;
  title: string;
  description: string;
  location: string;
  startsAt: Date;
  endsAt: Date;
  createdBy: string;
  createdAt: Date;
}

export interface EventAttendeeTable {
  eventId: string;
  memberId: string;
  response: 'invited' | 'accepted' | 'declined';
}

export interface IntegrationTable {
  id: string;
  name: string;
  kind: 'accounting' | 'chat' | 'storage' | 'other';
  enabled: boolean;
  createdBy: string;
  createdAt: Date;
}

export interface WebhookTable {
  id: string;
  url: string;
  /** Names of events, joined by spaces. */
  events: string;
  active: boolean;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface ConversationTable {
  id: string;
  title: string;
  createdAt: Date;
}

export interface ConversationTurnTable {
  conversationId: string;
  position: number;
  role: 'member' | 'kairo';
  text: string;
  createdAt: Date;
}

export interface MemoryTable {
  id: string;
  text: string;
  createdAt: Date;
}

export interface ExecutionTable {
  id: string;
  code: string;
  /** What the sandbox answered, as JSON. */
  outcome: string;
  durationMs: number;
  createdBy: string;
  createdAt: Date;
}

export type Row<Name extends keyof Tables> = Selectable<Tables[Name]>;
