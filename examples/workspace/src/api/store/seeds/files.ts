import type { Kysely } from 'kysely';
import type { Tables } from '../tables.js';
import { at } from './days.js';

const welcome = `# Welcome to Harbour & Pine

Drawings and specifications are under Clients, prices and checklists under General.
Ask in #general if you cannot find something.
`;

const priceList = `# Price list 2026

| piece            | oak     | ash     |
| ---------------- | ------- | ------- |
| Dining table, m² | 14 200  | 11 900  |
| Bench, m         | 4 800   | 4 100   |
| Shelf, m         | 2 300   | 1 950   |

Prices in SEK without tax. Oil finish included.
`;

const checklist = `# Delivery checklist

- Measure door and stairs
- Two blankets for each table
- Oil kit and care leaflet
- Photograph before leaving
`;

const tableDraft = `# Oak table for Bergman

2.4 m × 0.95 m, seats eight.
`;

const tableSpec = `# Oak table for Bergman

2.4 m × 0.95 m, seats eight. Rounded corners, radius 60 mm.
Legs turned, 70 mm to 45 mm. Hard wax oil, matt.
Delivery in week 50, third floor, no lift.
`;

const minutes = `# Studio meeting

- The Bergman table goes first, the shelves can wait a week.
- Mira tests the new oil on an offcut.
- Ben writes to the three clients who wait for a date.
`;

const cuttingList = `part,wood,length_mm,width_mm,thickness_mm,count
top,oak,2450,160,32,6
leg,oak,760,75,75,4
rail long,oak,2100,90,25,2
rail short,oak,700,90,25,2
`;

export async function seedFiles(db: Kysely<Tables>, now: Date): Promise<void> {
  await db
    .insertInto('drives')
    .values([
      drive('drive-general', 'General', 'What everybody needs', null),
      drive('drive-clients', 'Clients', 'One folder for each order', null),
      drive('drive-2025', 'Orders 2025', 'Closed orders', at(now, -200, '09:00')),
    ])
    .execute();
  await db
    .insertInto('drivePermissions')
    .values([
      { driveId: 'drive-clients', memberId: 'ben', permission: 'manage' },
      { driveId: 'drive-clients', memberId: 'cleo', permission: 'view' },
    ])
    .execute();
  await db
    .insertInto('folders')
    .values({ id: 'folder-bergman', driveId: 'drive-clients', name: 'Bergman' })
    .execute();

  const file = writer(db);
  await file('file-welcome', 'drive-general', null, 'Welcome.md', [
    { by: 'ada', at: at(now, -300, '09:12'), content: welcome },
  ]);
  await file('file-prices', 'drive-general', null, 'Price list 2026.md', [
    { by: 'ada', at: at(now, -21, '14:40'), content: priceList },
  ]);
  await file('file-checklist', 'drive-general', null, 'Delivery checklist.md', [
    { by: 'jonas', at: at(now, -64, '16:02'), content: checklist },
  ]);
  await file('file-minutes', 'drive-general', null, 'Studio meeting.md', [
    { by: 'ben', at: at(now, -4, '10:55'), content: minutes },
  ]);
  await file('file-table', 'drive-clients', 'folder-bergman', 'Oak table.md', [
    { by: 'cleo', at: at(now, -12, '11:20'), content: tableDraft },
    { by: 'ben', at: at(now, -9, '08:31'), content: tableSpec },
  ]);
  await file('file-door', 'drive-2025', null, 'Pantry doors.md', [
    { by: 'mira', at: at(now, -230, '13:18'), content: '# Pantry doors\n\nDelivered and paid.\n' },
  ]);

  await db
    .insertInto('attachments')
    .values({
      id: 'attachment-cutting-list',
      fileId: 'file-table',
      messageId: null,
      name: 'cutting-list.csv',
      mediaType: 'text/csv',
      content: Buffer.from(cuttingList),
      createdBy: 'mira',
      createdAt: at(now, -8, '07:50'),
    })
    .execute();
}

function drive(id: string, name: string, description: string, archivedAt: Date | null) {
  return { id, name, description, defaultPermission: 'edit' as const, archivedAt };
}

function writer(db: Kysely<Tables>) {
  return async (
    id: string,
    driveId: string,
    folderId: string | null,
    name: string,
    versions: readonly { by: string; at: Date; content: string }[],
  ): Promise<void> => {
    const [first, last] = [versions[0]!, versions.at(-1)!];
    await db
      .insertInto('files')
      .values({
        id,
        driveId,
        folderId,
        name,
        version: versions.length,
        createdBy: first.by,
        createdAt: first.at,
        updatedBy: last.by,
        updatedAt: last.at,
      })
      .execute();
    await db
      .insertInto('fileVersions')
      .values(
        versions.map(({ by, at, content }, index) => ({
          fileId: id,
          version: index + 1,
          content,
          createdBy: by,
          createdAt: at,
        })),
      )
      .execute();
  };
}
