import { createResourceServer } from '@stepscope/express';
import cors from 'cors';
import express, { type RequestHandler } from 'express';
import { catalogue } from './page/catalogue.js';

/**
 * An API whose guard takes the tokens of `issuer` as they come, bound to a key or not: no profile, no
 * introspection.
 */
export function createApi(issuer: string, resource: string): express.Express {
  const api = createResourceServer({ issuer, resource, catalogue, dpop: {} });
  const answer: RequestHandler = (request, response) => {
    response.json({ subject: api.getAuth(request).subject });
  };
  const app = express()
    .use(cors(), api.metadata())
    .get('/files', api.requireScopes('files:read'), answer)
    .post('/files', api.requireAction('files.create'), answer)
    .post('/tasks', api.requireAction('tasks.create'), answer)
    .get(['/tasks', '/tasks/:id'], api.requireScopes('tasks:read'), answer);
  api.guardAll(app);
  return app;
}
