import { defineCatalogue, ScopeSet, type CoreError } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { createResourceServer, GetAuthError, type Auth } from './index.js';

const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Write files', implies: ['files:read'] },
  },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
});
afterAll(() => issuer.close());

// eslint-disable-next-line typescript/explicit-function-return-type -- the inferred type is the point
const createApi = () =>
  createResourceServer({ issuer: issuer.issuer, resource: 'https://api.example', catalogue });

async function get(app: Express, token?: string): Promise<{ status: number; body: unknown }> {
  const failed: ErrorRequestHandler = (error: Error & { code?: string }, _req, res, _next) => {
    res.status(500).json({ name: error.name, code: error.code, message: error.message });
  };
  const server = app.use(failed).listen(0);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(`http://localhost:${port}/`, { headers });
  return { status: response.status, body: await response.json() };
}

describe('getAuth', () => {
  test('answers what the verified token says', async () => {
    const api = createApi();
    const app = express();
    app.get('/', api.requireScopes('files:read'), (req, res) => {
      const auth = api.getAuth(req);
      expectTypeOf(auth).toEqualTypeOf<Auth<'files:read' | 'files:write', 'files.create'>>();
      const { issuedAt, expiresAt } = auth;
      const can = [auth.can('files.create'), auth.can('files:read')];
      res.json({ ...auth, issuedAt, expiresAt, can });
    });
    const token = await issuer.mint({
      subject: 'anna',
      clientId: 'web',
      scopes: ['files:write', 'openid'],
      claims: { iat: 1_700_000_000, exp: 4_000_000_000, tenant: 't' },
    });
    const { status, body } = await get(app, token);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      subject: 'anna',
      clientId: 'web',
      issuer: issuer.issuer,
      scopes: ['files:write', 'openid'],
      issuedAt: '2023-11-14T22:13:20.000Z',
      expiresAt: '2096-10-02T07:06:40.000Z',
      claims: { tenant: 't', aud: 'https://api.example' },
      can: [true, true],
    });
    expect(JSON.stringify(body)).not.toContain(token);
  });

  test('holds a ScopeSet', async () => {
    const api = createApi();
    const app = express();
    app.get('/', api.authenticate(), (req, res) => {
      const { scopes } = api.getAuth(req);
      res.json(scopes instanceof ScopeSet && scopes.has('files:read'));
    });
    expect((await get(app, await issuer.mint({ scopes: ['files:read'] }))).body).toBe(true);
  });

  test.each<[string, (api: ReturnType<typeof createApi>) => express.RequestHandler[]]>([
    ['without a guard', () => []],
    ['behind public alone', (api) => [api.public('test')]],
    ['behind a guard of another resource server', () => [createApi().authenticate()]],
  ])('is a TypeError %s', async (_, guards) => {
    const api = createApi();
    const app = express();
    app.get('/', ...guards(api), (req, res) => void res.json(api.getAuth(req)));
    expect(await get(app, await issuer.mint())).toMatchObject({
      status: 500,
      body: { name: 'GetAuthError', code: 'UNGUARDED_ROUTE' },
    });
    expect(new GetAuthError('UNGUARDED_ROUTE')).toBeInstanceOf(TypeError);
  });

  test('is undefined for an anonymous request only where the caller expects it', async () => {
    const api = createApi();
    const optional = express();
    optional.get('/', api.authenticate({ optional: true }), (req, res) => {
      const auth = api.getAuth(req, { optional: true });
      expectTypeOf(auth).toEqualTypeOf<
        Auth<'files:read' | 'files:write', 'files.create'> | undefined
      >();
      res.json({ subject: auth?.subject ?? null });
    });
    expect((await get(optional)).body).toEqual({ subject: null });
    expect((await get(optional, await issuer.mint())).body).toEqual({ subject: 'user-1' });

    const careless = express();
    careless.get('/', api.authenticate({ optional: true }), (req, res) => {
      res.json(api.getAuth(req));
    });
    expect((await get(careless)).body).toMatchObject({ code: 'ANONYMOUS_REQUEST' });
  });

  test('is at hand in a function of the request behind another guard', async () => {
    const api = createApi();
    const app = express();
    app.use(api.authenticate());
    app.get(
      '/',
      api.guard((req) => (api.getAuth(req).subject === 'anna' ? 'files:read' : 'files:write')),
      (_req, res) => void res.json({}),
    );
    const mint = (subject: string): Promise<string> =>
      issuer.mint({ subject, scopes: ['files:read'] });
    expect((await get(app, await mint('anna'))).status).toBe(200);
    expect((await get(app, await mint('ben'))).status).toBe(403);
  });
});

describe('several guards', () => {
  test('verify the token once', async () => {
    const api = createApi();
    const app = express();
    app.use(api.authenticate(), (req, _res, next) => {
      delete req.headers.authorization;
      next();
    });
    app.get('/', api.requireScopes('files:read'), (_req, res) => void res.json({}));
    expect((await get(app, await issuer.mint({ scopes: ['files:read'] }))).status).toBe(200);
  });

  test('all hold', async () => {
    const api = createApi();
    const app = express();
    app.use(api.requireScopes('files:read'));
    app.get('/', api.requireAction('files.create'), (_req, res) => void res.json({}));
    expect((await get(app, await issuer.mint({ scopes: ['files:read'] }))).status).toBe(403);
    expect((await get(app, await issuer.mint({ scopes: ['files:write'] }))).status).toBe(200);
  });

  test('of two resource servers each verify for themselves', async () => {
    const other = await startTestIssuer({ algorithms: ['ES256'] });
    onTestFinished(() => other.close());
    const foreign = createResourceServer({
      issuer: other.issuer,
      resource: 'https://api.example',
      catalogue,
    });
    const app = express();
    app.get('/', createApi().authenticate(), foreign.authenticate(), (_req, res) => {
      res.json({});
    });
    expect((await get(app, await issuer.mint())).status).toBe(401);
  });
});

describe('mistakes in the options', () => {
  test.each<[string, unknown, string]>([
    ['no options', undefined, 'createResourceServer got no options'],
    ['an unknown option', { tolerance: 5 }, 'Unknown option of createResourceServer "tolerance"'],
    ['no issuer', {}, 'issuer is missing: give its URL, or several in issuers.'],
  ])('%s is a TypeError at construction', (_, options, message) => {
    const create = (): unknown => createResourceServer(options as never);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  test('an unknown option of authenticate is a TypeError, for a misspelt "optional" asks for a token', () => {
    const authenticate = (): unknown => createApi().authenticate({ optinal: true } as object);
    expect(authenticate).toThrow(TypeError);
    expect(authenticate).toThrow(
      'Unknown option of authenticate "optinal". Did you mean "optional"?',
    );
  });
});

describe('mistakes in the routes', () => {
  test.each([undefined, '', ' '])('public for the reason %j is a TypeError', (reason) => {
    const open = (): unknown => createApi().public(reason as string);
    expect(open).toThrow(TypeError);
    expect(open).toThrow('public has no reason');
  });

  test('guardAll without an application is a TypeError', () => {
    const guard = (): unknown => createApi().guardAll(undefined as unknown as object);
    expect(guard).toThrow('an Express application or router');
  });

  test.each<[string, (api: ReturnType<typeof createApi>) => unknown, CoreError['code'], string]>([
    [
      'requireScopes with an unknown scope',
      // @ts-expect-error not in the catalogue
      (api) => api.requireScopes('files:raed'),
      'UNKNOWN_SCOPE',
      'Unknown scope "files:raed": the requirement names it, but the catalogue does not define it. Did you mean "files:read"?',
    ],
    [
      'requireScopes with an action',
      // @ts-expect-error not a scope
      (api) => api.requireScopes('files.create'),
      'UNKNOWN_SCOPE',
      'Unknown scope "files.create"',
    ],
    [
      'requireScopes without scopes',
      // @ts-expect-error at least one
      (api) => api.requireScopes(),
      'INVALID_REQUIREMENT',
      'allOf needs at least one requirement',
    ],
    [
      'requireAction with an unknown action',
      // @ts-expect-error not in the catalogue
      (api) => api.requireAction('files.craete'),
      'UNKNOWN_ACTION',
      'Unknown action "files.craete". Did you mean "files.create"?',
    ],
    [
      'guard with an unknown scope',
      // @ts-expect-error not in the catalogue
      (api) => api.guard({ anyOf: ['files:read', 'file:write'] }),
      'UNKNOWN_SCOPE',
      'Did you mean "files:write"?',
    ],
    [
      'guard without a requirement',
      // @ts-expect-error nothing is required
      (api) => api.guard(undefined),
      'INVALID_REQUIREMENT',
      'A requirement is a scope',
    ],
  ])('%s is a TypeError at registration', (_, register, code, message) => {
    const api = createApi();
    expect(() => register(api)).toThrow(TypeError);
    expect(() => register(api)).toThrow(expect.objectContaining({ code }) as Error);
    expect(() => register(api)).toThrow(message);
  });

  test('a function that answers an unknown scope goes to the error handler, not past the guard', async () => {
    const api = createApi();
    const app = express();
    app.get(
      '/',
      // @ts-expect-error not in the catalogue
      api.guard(() => 'files:raed'),
      (_req, res) => void res.json({}),
    );
    for (const token of [undefined, await issuer.mint({ scopes: ['files:read'] })]) {
      const { status, body } = await get(app, token);
      expect(status).toBe(500);
      expect(body).toMatchObject({ code: 'UNKNOWN_SCOPE' });
    }
  });

  test('a function that fails goes to the error handler, not past the guard', async () => {
    const api = createApi();
    const app = express();
    app.get(
      '/',
      api.guard(() => Promise.reject(new Error('no database'))),
      (_req, res) => void res.json({}),
    );
    expect(await get(app, await issuer.mint())).toMatchObject({
      status: 500,
      body: { message: 'no database' },
    });
  });

  test.each([undefined, null, 0, '', false, 'route', 'router'])(
    'a function that fails with %j, with which Express would go on, lets nobody pass',
    async (failure) => {
      const api = createApi();
      for (const fails of [
        () => Promise.reject(failure as never),
        () => {
          throw failure as never;
        },
      ]) {
        const app = express().use(api.guard(fails));
        app.get('/', (_req, res) => void res.json({}));
        expect(await get(app, await issuer.mint())).toMatchObject({
          status: 500,
          body: { message: 'A guard has failed.' },
        });
      }
    },
  );
});

describe('types', () => {
  test('guards leave the inference of req.params alone', () => {
    const api = createApi();
    const app = express();
    app.get(
      '/files/:id',
      api.public('test'),
      api.authenticate(),
      api.requireScopes('files:read'),
      api.requireAction('files.create'),
      api.guard('files:read'),
      (req) => {
        expectTypeOf(req.params).toEqualTypeOf<{ id: string }>();
      },
    );
    app.get(
      '/files/:id',
      api.guard<express.Request<{ id: string }>>((req) => {
        expectTypeOf(req.params.id).toBeString();
        return 'files:read';
      }),
      (req) => {
        expectTypeOf(req.params).toEqualTypeOf<{ id: string }>();
      },
    );
  });

  test('a catalogue without actions has none to require', () => {
    const api = createResourceServer({
      issuer: issuer.issuer,
      resource: 'https://api.example',
      catalogue: defineCatalogue({ scopes: { a: { title: 'A' } } }),
    });
    type Api = typeof api;
    expectTypeOf<Parameters<Api['requireAction']>>().toEqualTypeOf<[action: never]>();
    expectTypeOf<Parameters<Api['requireScopes']>[0]>().toEqualTypeOf<'a'>();
  });
});
