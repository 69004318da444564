import type { Api } from './create-api.js';

export function filesRoute(api: Api) {
  return async function GET(request: Request): Promise<Response> {
    const decision = await api.check(request, { requirement: 'files:read' });
    if (decision.outcome === 'preflight') return new Response(null, { status: 204 });
    if (decision.outcome === 'denied') {
      const { status, headers, body } = decision.denial;
      return Response.json(body, { status, headers });
    }
    const files = { files: ['welcome.txt'], owner: decision.auth?.subject };
    return Response.json(files, { headers: decision.headers ?? {} });
  };
}
