import { catalogue, type WorkspaceScope } from './catalogue.js';

/** The human name of one or more scopes. */
interface Capability {
  readonly title: string;
  readonly scopes: readonly WorkspaceScope[];
}

const readFiles: Capability = { title: 'Read files', scopes: ['files:read'] };
const editFiles: Capability = { title: 'Edit files', scopes: ['files:write'] };
const readMessages: Capability = { title: 'Read messages', scopes: ['messages:read'] };
const sendMessages: Capability = { title: 'Send messages', scopes: ['messages:write'] };
const readTasks: Capability = { title: 'Read tasks', scopes: ['tasks:read'] };
const editTasks: Capability = { title: 'Edit tasks', scopes: ['tasks:write'] };
const readCalendar: Capability = { title: 'Read the calendar', scopes: ['calendar:read'] };
const editCalendar: Capability = { title: 'Edit the calendar', scopes: ['calendar:write'] };
const readWorkspace: Capability = { title: 'Read the workspace', scopes: ['workspace:read'] };
const useKairo: Capability = { title: 'Use Kairo', scopes: ['kairo:read', 'kairo:execute'] };
const runWebhooks: Capability = {
  title: 'Run webhooks',
  scopes: ['webhooks:read', 'webhooks:write'],
};
const everything: Capability = { title: 'Everything', scopes: [...catalogue.scopes.keys()] };

/** What people in the workspace may do, by role. */
export const workspaceRoles = {
  owner: { title: 'Owner', capabilities: [everything] },
  editor: {
    title: 'Editor',
    capabilities: [
      readFiles,
      editFiles,
      readMessages,
      sendMessages,
      readTasks,
      editTasks,
      readCalendar,
      editCalendar,
    ],
  },
  viewer: {
    title: 'Viewer',
    capabilities: [readFiles, readMessages, readTasks, readCalendar, readWorkspace],
  },
  automation: { title: 'Automation', capabilities: [readFiles, useKairo, runWebhooks] },
};

/** The people who can sign in: members of the workspace, with the same ids. */
export const workspaceUsers = [
  user('ada', 'Ada Okafor', 'owner'),
  user('ben', 'Ben Lindqvist', 'editor'),
  user('cleo', 'Cleo Marchetti', 'viewer'),
  user('dev', 'Dev Raman', 'automation'),
];

function user(id: string, name: string, role: keyof typeof workspaceRoles) {
  return { id, name, email: `${id}@harbourpine.example`, roles: [role] };
}
