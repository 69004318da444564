import type { App, Shown } from '../app.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { permissionControl } from '../permission-control.js';
import type { Drive } from '../workspace-api.js';

/** Who may do what on each drive: for those who manage drives. */
export function driveAccess(app: App, shown: Shown): HTMLElement {
  const result = h('div');

  async function show(): Promise<void> {
    const drives = await attempt(app, { failed: 'Could not show who has access' }, async () => {
      const all = await app.api.listDrives();
      return Promise.all(
        all.map(async (drive) => ({
          drive,
          access: await app.api.listDrivePermissions(drive.id),
        })),
      );
    });
    if (drives === undefined) return;
    result.replaceChildren(
      drives.length === 0
        ? h('p', { class: 'empty' }, 'There are no drives.')
        : h(
            'ul',
            { class: 'list' },
            ...drives.map(({ drive, access }) =>
              h(
                'li',
                {},
                h(
                  'div',
                  { class: 'details' },
                  h('strong', {}, driveName(drive)),
                  h(
                    'span',
                    { class: 'small muted' },
                    access.length === 0
                      ? 'Shared with nobody in particular'
                      : access
                          .map(({ memberId, permission }) => `${memberId}: ${permission}`)
                          .join(', '),
                  ),
                ),
              ),
            ),
          ),
    );
    app.announcer.say('These are the people with access to each drive.', 'success');
  }

  return h(
    'section',
    { class: 'card', 'aria-label': 'Drive access' },
    h(
      'header',
      {},
      h('h2', {}, 'Drive access'),
      h('p', { class: 'muted' }, 'Who can see and change what.'),
    ),
    permissionControl(app, shown, {
      label: 'Show who has access',
      action: 'drives.permissions',
      reason: 'To show who your drives are shared with.',
      asks: 'before',
      run: show,
    }),
    result,
  );
}

function driveName({ name, archivedAt }: Drive): string {
  return archivedAt === null ? name : `${name} (archived)`;
}
