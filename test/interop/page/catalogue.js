import { defineCatalogue } from '@stepscope/core';

export const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Edit files' },
    'tasks:read': { title: 'Read tasks' },
    'tasks:write': { title: 'Edit tasks' },
  },
  actions: {
    'files.create': { title: 'Create a file', requires: 'files:write' },
    'tasks.create': { title: 'Create a task', requires: 'tasks:write' },
  },
});

/** What the application declares: it starts with one scope, and may ask for the others. */
export const scopes = {
  initial: ['files:read'],
  mayRequest: ['files:write', 'tasks:read', 'tasks:write'],
};
