import { defineCatalogue } from '@stepscope/core';
import { createResourceServer } from '@stepscope/express';
import express from 'express';

const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' } },
  actions: { 'files.list': { title: 'List files', requires: 'files:read' } },
});
const api = createResourceServer({
  issuer: 'http://localhost:4400',
  resource: 'http://localhost:4401',
  catalogue,
});

const app = express().use(api.metadata());
app.get('/files', api.requireAction('files.list'), (request, response) => {
  response.json({ files: ['welcome.txt'], owner: api.getAuth(request).subject });
});
api.guardAll(app);
app.listen(4401);
