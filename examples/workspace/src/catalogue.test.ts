import { describe, expect, expectTypeOf, test } from 'vitest';
import { catalogue, type WorkspaceAction, type WorkspaceScope } from './catalogue.js';

/** The page "Permission scopes define what your app can access", from its first group to its last. */
const page = `
File Scopes
files:read
Read files, folders, and drives.
Includes:
- List and browse drives
- Read file content
- View file metadata
- Download attachments
- See version history
Example use case: Sync files to external storage, backup tools, read-only viewers
files:write
Create, modify, and delete files.
Includes:
- Create new files
- Edit existing files
- Move and rename files
- Delete files
- Upload attachments
Example use case: Content creation tools, importers, editors
files:admin
Manage drive permissions and sharing.
Includes:
- Share drives with users
- Modify permissions
- Archive and restore drives
- Manage drive settings
Example use case: Enterprise admin tools, workspace management
Message Scopes
messages:read
Read channel messages and threads.
Includes:
- List channels
- Read message history
- View threads
- See reactions and attachments
Example use case: Archiving tools, analytics, notification bridges
messages:write
Send messages and create threads.
Includes:
- Post to channels
- Reply in threads
- Add reactions
- Upload message attachments
Example use case: Chat bots, notification services, integrations
Task Scopes
tasks:read
Read tasks and taskboards.
Includes:
- List taskboards
- Read task details
- View status columns
- See assignees and due dates
Example use case: Reporting tools, external project management sync
tasks:write
Create and modify tasks.
Includes:
- Create tasks
- Update status and fields
- Assign users
- Set due dates
- Move tasks between boards
Example use case: Issue trackers, project management integrations, automation tools
Calendar Scopes
calendar:read
Read calendar events.
Includes:
- List events
- Read event details
- See attendee lists
- View availability
Example use case: Scheduling assistants, calendar sync tools
calendar:write
Create and modify events.
Includes:
- Create events
- Update event details
- Invite attendees
- Delete events
Example use case: Meeting schedulers, booking systems, event management
Workspace Scopes
workspace:read
Read workspace information.
Includes:
- Workspace name and settings
- Member list
- Channel list
- Drive list
Example use case: Directory sync, org chart tools
workspace:write
Manage workspace settings.
Includes:
- Modify workspace settings
- Manage integrations
- Configure webhooks
Example use case: Enterprise admin tools, workspace provisioning
Kairo Scopes
kairo:read
Read Kairo conversations and memory.
Includes:
- Access conversation history
- Read saved memories
Example use case: Analytics, conversation export
kairo:execute
Execute code in Kairo sandboxes.
Includes:
- Run JavaScript code
- Access execution results
Example use case: Automation tools, custom calculations
Webhook Scopes
webhooks:read
Read webhook configurations.
Includes:
- List webhooks
- View webhook settings
webhooks:write
Create and manage webhooks.
Includes:
- Create webhooks
- Update webhook settings
- Delete webhooks
`;

interface PageScope {
  readonly group: string;
  readonly description: string;
  readonly includes: readonly string[];
  readonly exampleUse?: string;
}

function readPage(text: string): Map<string, PageScope> {
  const scopes = new Map<string, PageScope>();
  let group = '';
  for (const block of text.trim().split(/\n(?=\w+ Scopes\n|\w+:\w+\n)/)) {
    const [first = '', second = '', ...rest] = block.split('\n');
    if (first.endsWith(' Scopes')) {
      group = first.replace(/ Scopes$/, '');
      continue;
    }
    const exampleUse = rest.find((line) => line.startsWith('Example use case: '));
    scopes.set(first, {
      group,
      description: second,
      includes: rest.filter((line) => line.startsWith('- ')).map((line) => line.slice(2)),
      ...(exampleUse !== undefined && {
        exampleUse: exampleUse.slice('Example use case: '.length),
      }),
    });
  }
  return scopes;
}

describe('the catalogue of the workspace', () => {
  const scopes = readPage(page);

  test('has the scopes of the page, in its order', () => {
    expect(scopes.size).toBe(15);
    expect([...catalogue.scopes.keys()]).toEqual([...scopes.keys()]);
  });

  test.each([...scopes])('describes %s in the words of the page', (scope, expected) => {
    const defined = catalogue.scopes.get(scope as WorkspaceScope);
    expect(defined?.description).toBe(expected.description);
    expect(defined?.includes).toEqual(expected.includes);
    expect(defined?.exampleUse).toBe(expected.exampleUse);
    expect(defined?.category).toMatch(new RegExp(`^${expected.group}s?$`));
    expect(defined?.title).toMatch(/^[A-Z][\w ]{3,24}$/);
  });

  test('has seven groups', () => {
    const groups = new Set([...catalogue.scopes.values()].map(({ category }) => category));
    expect(groups.size).toBe(7);
  });

  test('lets no scope imply another', () => {
    for (const { implies } of catalogue.scopes.values()) expect(implies).toBeUndefined();
  });

  test('has the four combinations of the page', () => {
    const combinations = [...catalogue.combinations.values()];
    expect(combinations.map(({ title, scopes }) => [title, scopes.join(' ')])).toEqual([
      ['Read-Only Backup Tool', 'files:read messages:read'],
      ['Project Management Integration', 'tasks:read tasks:write files:read calendar:read'],
      ['Chat Bot', 'messages:read messages:write workspace:read'],
      ['Full Admin Tool', 'workspace:read workspace:write files:admin webhooks:write'],
    ]);
  });

  test.each([...scopes.keys()])('has an action that %s alone is enough for', (scope) => {
    const served = [...catalogue.actions.keys()].filter(
      (action) => catalogue.evaluate(action, new Set([scope])).satisfied,
    );
    expect(served).not.toEqual([]);
  });

  test('knows its scopes and actions as literal types', () => {
    expectTypeOf<'files:read'>().toExtend<WorkspaceScope>();
    expectTypeOf<'files:reed'>().not.toExtend<WorkspaceScope>();
    expectTypeOf<'files.create'>().toExtend<WorkspaceAction>();
    expectTypeOf<'files.creat'>().not.toExtend<WorkspaceAction>();
  });
});
