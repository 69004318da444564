import { defineCatalogue } from '@stepscope/core';

export const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Create and edit files' },
  },
  actions: {
    'files.list': { title: 'List files', requires: 'files:read' },
    'files.create': { title: 'Create a file', requires: 'files:write' },
  },
});
