import type { Kysely } from 'kysely';
import type { Tables } from '../tables.js';
import { at } from './days.js';

export async function seedOrganisation(db: Kysely<Tables>, now: Date): Promise<void> {
  await db
    .insertInto('workspace')
    .values({
      name: 'Harbour & Pine',
      description: 'Furniture workshop and studio, made to order since 2011.',
      timeZone: 'Europe/Stockholm',
      weekStartsOn: 'monday',
      webhooksEnabled: true,
      webhookHosts: 'hooks.harbourpine.example',
    })
    .execute();

  await db
    .insertInto('members')
    .values([
      member('ada', 'Ada Okafor', 'Founder'),
      member('ben', 'Ben Lindqvist', 'Project lead'),
      member('cleo', 'Cleo Marchetti', 'Client adviser'),
      member('dev', 'Dev Raman', 'Automation engineer'),
      member('mira', 'Mira Sato', 'Cabinet maker'),
      member('jonas', 'Jonas Weber', 'Cabinet maker'),
    ])
    .execute();

  await db
    .insertInto('integrations')
    .values({
      id: 'integration-accounts',
      name: 'Accounting export',
      kind: 'accounting',
      enabled: true,
      createdBy: 'ada',
      createdAt: at(now, -90, '08:15'),
    })
    .execute();

  await db
    .insertInto('webhooks')
    .values({
      id: 'webhook-orders',
      url: 'https://hooks.harbourpine.example/orders',
      events: 'tasks.changed files.changed',
      active: true,
      createdBy: 'dev',
      createdAt: at(now, -40, '13:05'),
      updatedAt: at(now, -40, '13:05'),
    })
    .execute();
}

function member(id: string, name: string, jobTitle: string) {
  return { id, name, email: `${id}@harbourpine.example`, jobTitle };
}
