import cors from 'cors';
import express, { type Express } from 'express';
import type { ApiContext } from './api-context.js';
import { noSuchRoute, sendProblems } from './http/problem-handlers.js';
import { calendarRoutes } from './routes/calendar.js';
import { drivesRoutes } from './routes/drives.js';
import { filesRoutes } from './routes/files.js';
import { integrationsRoutes } from './routes/integrations.js';
import { kairoRoutes } from './routes/kairo.js';
import { messagesRoutes } from './routes/messages.js';
import { statusRoutes } from './routes/status.js';
import { tasksRoutes } from './routes/tasks.js';
import { webhooksRoutes } from './routes/webhooks.js';
import { workspaceRoutes } from './routes/workspace.js';

export interface ApiSettings {
  /** Origin of the browser app, the only one that may read answers across origins. */
  readonly appOrigin: string;
  /** Hears of errors that nobody foresaw. */
  readonly report: (error: unknown) => void;
}

/** The API of the workspace as an Express app: every route has a guard of its own. */
export function createApi(context: ApiContext, { appOrigin, report }: ApiSettings): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  app.use(cors({ origin: appOrigin, maxAge: 600 }));
  app.use((_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    next();
  });
  app.use(context.api.metadata());

  app.use(statusRoutes(context));
  app.use(filesRoutes(context));
  app.use(drivesRoutes(context));
  app.use(messagesRoutes(context));
  app.use(tasksRoutes(context));
  app.use(calendarRoutes(context));
  app.use(workspaceRoutes(context));
  app.use(integrationsRoutes(context));
  app.use(kairoRoutes(context));
  app.use(webhooksRoutes(context));

  app.use(noSuchRoute);
  app.use(sendProblems(report));
  return app;
}
