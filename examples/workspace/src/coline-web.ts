import { catalogue } from './catalogue.js';

/** The client id of the browser app. */
export const colineWebClientId = 'workspace-web';

/**
 * The browser app as it is registered: what it may ask for, and why. The consent page shows these
 * texts, never ones that come with a request.
 */
export function colineWeb(appOrigin: string) {
  return {
    clientId: colineWebClientId,
    name: 'Coline Web',
    description: 'The workspace in the browser: files, messages, tasks and the calendar.',
    redirectUris: [`${appOrigin}/callback`],
    postLogoutRedirectUris: [`${appOrigin}/`],
    allowed: [
      ...catalogue.scopes.keys(),
      'openid' as const,
      'profile' as const,
      'email' as const,
      'offline_access' as const,
    ],
    required: ['files:read' as const, 'profile' as const],
    reasons: {
      'files:read': {
        reason: 'Shows your drives and opens your files.',
        without: 'There is nothing to show.',
      },
      'files:write': {
        reason: 'Saves what you write, and creates, moves and deletes files when you say so.',
        without: 'Files can be read, but not changed.',
      },
      'files:admin': {
        reason: 'Shares drives, and archives them when an order is closed.',
        without: 'Sharing and drive settings stay off.',
      },
      'messages:read': {
        reason: 'Shows channels and threads beside your files.',
        without: 'Messages stay hidden.',
      },
      'messages:write': {
        reason: 'Sends the messages and reactions that you write.',
        without: 'You cannot answer here.',
      },
      'tasks:read': {
        reason: 'Shows the taskboards and who does what.',
        without: 'Taskboards stay hidden.',
      },
      'tasks:write': {
        reason: 'Creates tasks and moves them along the board.',
        without: 'Tasks can be seen, but not changed.',
      },
      'calendar:read': {
        reason: 'Shows what is planned, and who is free when.',
        without: 'The calendar stays hidden.',
      },
      'calendar:write': {
        reason: 'Plans events and invites those who should come.',
        without: 'Planning stays off.',
      },
      'workspace:read': {
        reason: 'Shows the people of the workspace and its settings.',
        without: 'Names of members stay hidden.',
      },
      'workspace:write': {
        reason: 'Changes the settings of the workspace for everybody.',
        without: 'Settings cannot be changed here.',
      },
      'kairo:read': {
        reason: 'Shows what you have asked Kairo and what it remembers.',
        without: 'Conversations with Kairo stay hidden.',
      },
      'kairo:execute': {
        reason: 'Runs small programs in a sandbox, such as a cutting list.',
        without: 'Code cannot be run.',
      },
      'webhooks:read': {
        reason: 'Lists which addresses are told of changes.',
        without: 'Webhooks stay hidden.',
      },
      'webhooks:write': {
        reason: 'Adds, changes and removes webhooks.',
        without: 'Webhooks cannot be changed.',
      },
    },
  };
}
