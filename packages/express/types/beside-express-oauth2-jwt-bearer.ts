import { defineCatalogue } from '@stepscope/core';
import { createResourceServer, listRoutes } from '@stepscope/express';
import express from 'express';
import { auth, requiredScopes, type AuthResult } from 'express-oauth2-jwt-bearer';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const issuer = 'https://issuer.example';
const api = createResourceServer({ issuer, resource: 'https://api.example', catalogue });

const app = express();
app.use('/old', auth({ issuerBaseURL: issuer, audience: 'https://api.example' }));
app.get('/old/:id', requiredScopes('files:read'), (req, res) => {
  const old: AuthResult | undefined = req.auth;
  res.json({ subject: old?.payload.sub });
});
app.get('/new/:id', api.requireScopes('files:read'), (req, res) => {
  const id: string = req.params.id;
  res.json({ id, subject: api.getAuth(req).subject });
});
app.get('/both', auth(), api.shadow(api.requireScopes('files:read')), (req, res) => {
  res.json({ old: req.auth?.payload.sub, new: api.getAuth(req, { optional: true })?.subject });
});
listRoutes(app);
