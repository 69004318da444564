import fastify, { type FastifyInstance } from 'fastify';
import type { Api } from './create-api.js';

export function fastifyApp(api: Api): FastifyInstance {
  const app = fastify();
  app.get('/files', async (request, reply) => {
    const decision = await api.check(request.raw, { requirement: 'files:read' });
    if (decision.outcome === 'preflight') return reply.code(204).send();
    if (decision.outcome === 'denied') {
      const { status, headers, body } = decision.denial;
      return reply.code(status).headers(headers).send(body);
    }
    reply.headers(decision.headers ?? {});
    return { files: ['welcome.txt'], owner: decision.auth?.subject };
  });
  return app;
}
