import type { Auth, Policy } from '@stepscope/resource-server';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Api } from './create-api.js';

export function honoApp(api: Api) {
  const guard = (policy: Policy<'files:read', never>) =>
    createMiddleware<{ Variables: { auth: Auth | undefined } }>(async (context, next) => {
      const decision = await api.check(context.req.raw, policy);
      if (decision.outcome === 'preflight') return context.body(null, 204);
      if (decision.outcome === 'denied') {
        const { status, headers, body } = decision.denial;
        return context.json(body, status, headers);
      }
      context.set('auth', decision.auth);
      for (const [name, value] of Object.entries(decision.headers ?? {})) {
        context.header(name, value);
      }
      return next();
    });

  return new Hono()
    .use('/files/*', guard({ requirement: 'files:read' }))
    .get('/files', (context) =>
      context.json({ files: ['welcome.txt'], owner: context.get('auth')?.subject }),
    );
}
