import { anyOf, defineCatalogue } from '@stepscope/core';

/**
 * The scopes of the workspace, the actions that need them, and named combinations. The API guards its
 * routes with it, the app asks for permissions by it, the consent page takes its words from it.
 */
export const catalogue = defineCatalogue({
  scopes: {
    'files:read': {
      title: 'Read files',
      description: 'Read files, folders, and drives.',
      category: 'Files',
      includes: [
        'List and browse drives',
        'Read file content',
        'View file metadata',
        'Download attachments',
        'See version history',
      ],
      exampleUse: 'Sync files to external storage, backup tools, read-only viewers',
    },
    'files:write': {
      title: 'Edit files',
      description: 'Create, modify, and delete files.',
      category: 'Files',
      includes: [
        'Create new files',
        'Edit existing files',
        'Move and rename files',
        'Delete files',
        'Upload attachments',
      ],
      exampleUse: 'Content creation tools, importers, editors',
    },
    'files:admin': {
      title: 'Manage drives',
      description: 'Manage drive permissions and sharing.',
      category: 'Files',
      includes: [
        'Share drives with users',
        'Modify permissions',
        'Archive and restore drives',
        'Manage drive settings',
      ],
      exampleUse: 'Enterprise admin tools, workspace management',
    },
    'messages:read': {
      title: 'Read messages',
      description: 'Read channel messages and threads.',
      category: 'Messages',
      includes: [
        'List channels',
        'Read message history',
        'View threads',
        'See reactions and attachments',
      ],
      exampleUse: 'Archiving tools, analytics, notification bridges',
    },
    'messages:write': {
      title: 'Send messages',
      description: 'Send messages and create threads.',
      category: 'Messages',
      includes: [
        'Post to channels',
        'Reply in threads',
        'Add reactions',
        'Upload message attachments',
      ],
      exampleUse: 'Chat bots, notification services, integrations',
    },
    'tasks:read': {
      title: 'Read tasks',
      description: 'Read tasks and taskboards.',
      category: 'Tasks',
      includes: [
        'List taskboards',
        'Read task details',
        'View status columns',
        'See assignees and due dates',
      ],
      exampleUse: 'Reporting tools, external project management sync',
    },
    'tasks:write': {
      title: 'Edit tasks',
      description: 'Create and modify tasks.',
      category: 'Tasks',
      includes: [
        'Create tasks',
        'Update status and fields',
        'Assign users',
        'Set due dates',
        'Move tasks between boards',
      ],
      exampleUse: 'Issue trackers, project management integrations, automation tools',
    },
    'calendar:read': {
      title: 'Read the calendar',
      description: 'Read calendar events.',
      category: 'Calendar',
      includes: ['List events', 'Read event details', 'See attendee lists', 'View availability'],
      exampleUse: 'Scheduling assistants, calendar sync tools',
    },
    'calendar:write': {
      title: 'Edit the calendar',
      description: 'Create and modify events.',
      category: 'Calendar',
      includes: ['Create events', 'Update event details', 'Invite attendees', 'Delete events'],
      exampleUse: 'Meeting schedulers, booking systems, event management',
    },
    'workspace:read': {
      title: 'Read the workspace',
      description: 'Read workspace information.',
      category: 'Workspace',
      includes: ['Workspace name and settings', 'Member list', 'Channel list', 'Drive list'],
      exampleUse: 'Directory sync, org chart tools',
    },
    'workspace:write': {
      title: 'Manage the workspace',
      description: 'Manage workspace settings.',
      category: 'Workspace',
      includes: ['Modify workspace settings', 'Manage integrations', 'Configure webhooks'],
      exampleUse: 'Enterprise admin tools, workspace provisioning',
    },
    'kairo:read': {
      title: 'Read Kairo',
      description: 'Read Kairo conversations and memory.',
      category: 'Kairo',
      includes: ['Access conversation history', 'Read saved memories'],
      exampleUse: 'Analytics, conversation export',
    },
    'kairo:execute': {
      title: 'Run code in Kairo',
      description: 'Execute code in Kairo sandboxes.',
      category: 'Kairo',
      includes: ['Run JavaScript code', 'Access execution results'],
      exampleUse: 'Automation tools, custom calculations',
    },
    'webhooks:read': {
      title: 'Read webhooks',
      description: 'Read webhook configurations.',
      category: 'Webhooks',
      includes: ['List webhooks', 'View webhook settings'],
    },
    'webhooks:write': {
      title: 'Manage webhooks',
      description: 'Create and manage webhooks.',
      category: 'Webhooks',
      includes: ['Create webhooks', 'Update webhook settings', 'Delete webhooks'],
    },
  },

  actions: {
    // Two scopes include the list of drives, and two the list of channels: either is enough.
    'drives.list': { title: 'List drives', requires: anyOf('files:read', 'workspace:read') },
    'drives.browse': { title: 'Browse a drive', requires: 'files:read' },
    'files.list': { title: 'List files', requires: 'files:read' },
    'files.view': { title: 'View file metadata', requires: 'files:read' },
    'files.read': { title: 'Read file content', requires: 'files:read' },
    'files.versions': { title: 'See version history', requires: 'files:read' },
    'files.download': { title: 'Download attachments', requires: 'files:read' },
    'files.create': { title: 'Create a file', requires: 'files:write' },
    'files.edit': { title: 'Edit a file', requires: 'files:write' },
    'files.move': { title: 'Move or rename a file', requires: 'files:write' },
    'files.delete': { title: 'Delete a file', requires: 'files:write' },
    'files.upload': { title: 'Upload an attachment', requires: 'files:write' },
    'drives.share': { title: 'Share a drive', requires: 'files:admin' },
    'drives.permissions': { title: 'Modify drive permissions', requires: 'files:admin' },
    'drives.archive': { title: 'Archive a drive', requires: 'files:admin' },
    'drives.restore': { title: 'Restore a drive', requires: 'files:admin' },
    'drives.configure': { title: 'Manage drive settings', requires: 'files:admin' },

    'channels.list': { title: 'List channels', requires: anyOf('messages:read', 'workspace:read') },
    'messages.list': { title: 'Read message history', requires: 'messages:read' },
    'messages.thread': { title: 'View a thread', requires: 'messages:read' },
    'messages.download': { title: 'Download message attachments', requires: 'messages:read' },
    'messages.send': { title: 'Post to a channel', requires: 'messages:write' },
    'messages.reply': { title: 'Reply in a thread', requires: 'messages:write' },
    'messages.react': { title: 'Add a reaction', requires: 'messages:write' },
    'messages.upload': { title: 'Upload a message attachment', requires: 'messages:write' },

    'taskboards.list': { title: 'List taskboards', requires: 'tasks:read' },
    'taskboards.columns': { title: 'View status columns', requires: 'tasks:read' },
    'tasks.list': { title: 'List tasks', requires: 'tasks:read' },
    'tasks.view': { title: 'Read task details', requires: 'tasks:read' },
    'tasks.create': { title: 'Create a task', requires: 'tasks:write' },
    'tasks.update': { title: 'Update status and fields', requires: 'tasks:write' },
    'tasks.assign': { title: 'Assign users', requires: 'tasks:write' },
    'tasks.schedule': { title: 'Set a due date', requires: 'tasks:write' },
    'tasks.move': { title: 'Move a task to another board', requires: 'tasks:write' },

    'events.list': { title: 'List events', requires: 'calendar:read' },
    'events.view': { title: 'Read event details', requires: 'calendar:read' },
    'events.attendees': { title: 'See the attendee list', requires: 'calendar:read' },
    'availability.view': { title: 'View availability', requires: 'calendar:read' },
    'events.create': { title: 'Create an event', requires: 'calendar:write' },
    'events.update': { title: 'Update event details', requires: 'calendar:write' },
    'events.invite': { title: 'Invite attendees', requires: 'calendar:write' },
    'events.delete': { title: 'Delete an event', requires: 'calendar:write' },

    'workspace.view': { title: 'See workspace name and settings', requires: 'workspace:read' },
    'members.list': { title: 'List members', requires: 'workspace:read' },
    'workspace.configure': { title: 'Modify workspace settings', requires: 'workspace:write' },
    'integrations.manage': { title: 'Manage integrations', requires: 'workspace:write' },
    'webhooks.configure': {
      title: 'Configure webhooks',
      description:
        'Switches webhooks on or off for the workspace, and names the hosts they may call.',
      requires: 'workspace:write',
    },

    'conversations.list': { title: 'List Kairo conversations', requires: 'kairo:read' },
    'conversations.view': { title: 'Read conversation history', requires: 'kairo:read' },
    'memories.list': { title: 'Read saved memories', requires: 'kairo:read' },
    'kairo.run': { title: 'Run JavaScript code', requires: 'kairo:execute' },
    'kairo.results': { title: 'Access execution results', requires: 'kairo:execute' },

    'webhooks.list': { title: 'List webhooks', requires: 'webhooks:read' },
    'webhooks.view': { title: 'View webhook settings', requires: 'webhooks:read' },
    'webhooks.create': { title: 'Create a webhook', requires: 'webhooks:write' },
    'webhooks.update': { title: 'Update webhook settings', requires: 'webhooks:write' },
    'webhooks.delete': { title: 'Delete a webhook', requires: 'webhooks:write' },
  },

  combinations: {
    'read-only-backup-tool': {
      title: 'Read-Only Backup Tool',
      scopes: ['files:read', 'messages:read'],
    },
    'project-management-integration': {
      title: 'Project Management Integration',
      scopes: ['tasks:read', 'tasks:write', 'files:read', 'calendar:read'],
    },
    'chat-bot': {
      title: 'Chat Bot',
      scopes: ['messages:read', 'messages:write', 'workspace:read'],
    },
    'full-admin-tool': {
      title: 'Full Admin Tool',
      scopes: ['workspace:read', 'workspace:write', 'files:admin', 'webhooks:write'],
    },
  },
});

type DefinedCatalogue = typeof catalogue;

/** One of the workspace's scopes. */
export type WorkspaceScope = DefinedCatalogue extends { scopes: ReadonlyMap<infer S, unknown> }
  ? S
  : never;

/** One of the workspace's actions. */
export type WorkspaceAction = DefinedCatalogue extends { actions: ReadonlyMap<infer A, unknown> }
  ? A
  : never;
