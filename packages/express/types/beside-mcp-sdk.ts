import { createMcpExpressApp, requireBearerAuth } from '@modelcontextprotocol/express';
import { defineCatalogue } from '@stepscope/core';
import { createResourceServer } from '@stepscope/express';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const api = createResourceServer({
  issuer: 'https://issuer.example',
  resource: 'https://api.example',
  catalogue,
});

const app = createMcpExpressApp();
const old = requireBearerAuth({
  verifier: { verifyAccessToken: () => Promise.reject(new Error('not here')) },
});
app.get('/old/:id', old, (req, res) => {
  const scopes: readonly string[] | undefined = req.auth?.scopes;
  res.json(scopes);
});
app.get('/new/:id', api.requireScopes('files:read'), (req, res) => {
  const id: string = req.params.id;
  res.json({ id, scopes: api.getAuth(req).scopes });
});
api.guardAll(app);
