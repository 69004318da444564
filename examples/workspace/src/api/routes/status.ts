import { Router } from 'express';
import type { ApiContext } from '../api-context.js';

/** Whether the API is up, and what it reads in the token of a caller. */
export function statusRoutes({ api }: ApiContext): Router {
  const router = Router();

  router.get('/health', api.public('liveness probe'), (_req, res) => {
    res.json({ status: 'ok' });
  });

  router.get('/whoami', api.authenticate(), (req, res) => {
    const { subject, clientId, scopes, expiresAt } = api.getAuth(req);
    res.json({ sub: subject, clientId, scopes: scopes.toJSON(), expiresAt });
  });

  return router;
}
