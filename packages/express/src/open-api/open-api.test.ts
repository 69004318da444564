import { Validator } from '@seriousme/openapi-schema-validator';
import { allOf, anyOf, defineCatalogue } from '@stepscope/core';
import express, { type RequestHandler } from 'express';
// @ts-expect-error it brings no types
import express4Untyped from 'express-4';
import { describe, expect, test } from 'vitest';
import { createResourceServer, type OpenApiDocument } from '../index.js';

const express4 = express4Untyped as typeof express;
const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Write files' },
    'files:admin': { title: 'Administer files' },
  },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
const options = { resource: 'https://api.example', catalogue };
const api = createResourceServer({ ...options, issuer: 'https://issuer.example' });
const read = api.requireScopes('files:read');
const handler: RequestHandler = (_req, res) => void res.json({});

async function expectValid(document: OpenApiDocument): Promise<void> {
  const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
  expect(await new Validator().validate(copy)).toMatchObject({ valid: true });
}

const securityIn = (document: OpenApiDocument): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([name]) => name !== 'parameters')
        .map(([name, operation]) => [
          `${name} ${path}`,
          (operation as { security?: unknown }).security,
        ]),
    ),
  );

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('openApi under %s', (_, framework) => {
  test('says of each route what its guards ask', async () => {
    const router = framework.Router();
    router.get('/:id', read, handler);
    router.patch(
      '/:id',
      api.guard(anyOf(allOf('files:read', 'files:write'), 'files:admin')),
      handler,
    );
    router.put(
      '/:id',
      api.guard(() => 'files:read'),
      handler,
    );
    const app = framework();
    app.get('/health', api.public('liveness probe'), handler);
    app.post('/files', read, api.requireAction('files.create'), handler);
    app.get('/me', api.authenticate(), handler);
    app.get('/maybe', api.authenticate({ optional: true }), handler);
    app.use('/files', router);
    app.all('/any', read, handler);
    app.get('/secret', handler);
    const document = api.openApi(app);
    await expectValid(document);
    expect(securityIn(document)).toEqual({
      'get /health': [],
      'post /files': [{ oauth: ['files:read', 'files:write'] }],
      'get /me': [{ oauth: [] }],
      'get /maybe': [{}, { oauth: [] }],
      'get /files/{id}': [{ oauth: ['files:read'] }],
      'patch /files/{id}': [{ oauth: ['files:read', 'files:write'] }, { oauth: ['files:admin'] }],
      'put /files/{id}': [{ oauth: [] }],
      'get /any': [{ oauth: ['files:read'] }],
      'put /any': [{ oauth: ['files:read'] }],
      'post /any': [{ oauth: ['files:read'] }],
      'delete /any': [{ oauth: ['files:read'] }],
      'patch /any': [{ oauth: ['files:read'] }],
    });
    expect(document.paths?.['/files/{id}']?.['parameters']).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    ]);
    expect(document).not.toHaveProperty('x-stepscope-not-described');
  });

  test('names the routes that a document cannot describe', async () => {
    const app = framework();
    app.get(/^\/a/, read, handler);
    app.get('/b', read, handler);
    app.propfind('/c', read, handler);
    app.use('/d', read, framework.static('.'));
    const document = api.openApi(app);
    await expectValid(document);
    expect(Object.keys(document.paths ?? {})).toEqual(['/b']);
    expect(document).toHaveProperty('x-stepscope-not-described', [
      { method: 'GET', path: '/^\\/a/', needs: 'files:read' },
      { method: 'PROPFIND', path: '/c', needs: 'files:read' },
      { method: '*', path: '/d/*', needs: 'files:read' },
    ]);
  });
});

describe('a document that is there already', () => {
  const app = express();
  app.get('/v1/files/:id', read, handler);
  app.all('/v1/files/:id', api.requireScopes('files:admin'), handler);
  app.get('/v1', read, handler);
  app.get('/v1/optional{/:part}', read, handler);
  app.get('/internal', read, handler);
  app.get('/v10/x', read, handler);

  const document = {
    info: { title: 'Files', version: '7', description: 'Everything about files.' },
    servers: [{ url: 'https://api.example/v1' }],
    paths: {
      '/files/{fileId}': {
        parameters: [{ name: 'fileId', in: 'path', required: true, schema: { type: 'string' } }],
        get: {
          operationId: 'readFile',
          security: [{ old: [] }],
          responses: { 200: { description: 'The file' } },
        },
        delete: { operationId: 'deleteFile', responses: { 204: { description: 'Gone' } } },
      },
      '/elsewhere': { get: { responses: { 200: { description: 'Not ours' } } } },
    },
    components: { securitySchemes: { old: { type: 'http', scheme: 'basic' } } },
  };

  test.each(['3.0.3', '3.1.0', '3.1.2', '3.2.0'])(
    'of version %s keeps everything but the security of the routes',
    async (openapi) => {
      const given = { openapi, ...document };
      const before = structuredClone(given);
      const completed = api.openApi(app, { document: given, basePath: '/v1' });
      expect(given).toEqual(before);
      await expectValid(completed);
      expect(completed).toMatchObject({
        ...document,
        paths: {
          ...document.paths,
          '/files/{fileId}': {
            get: {
              ...document.paths['/files/{fileId}'].get,
              security: [{ oauth: ['files:read'] }],
            },
            delete: { operationId: 'deleteFile', security: [{ oauth: ['files:admin'] }] },
          },
        },
      });
      expect(Object.keys(securityIn(completed))).toEqual([
        'get /files/{fileId}',
        'delete /files/{fileId}',
        'get /elsewhere',
        'get /',
        'get /optional/{part}',
        'get /optional',
      ]);
      expect(securityIn(completed)['get /elsewhere']).toBeUndefined();
    },
  );

  test.each<[string, object, string]>([
    ['of version 2', { document: { swagger: '2.0' } }, 'no OpenAPI document of version 3.0, 3.1'],
    ['with a base path that ends in a slash', { basePath: '/v1/' }, 'basePath is no path'],
    ['with a misspelt option', { basepath: '/v1' }, 'Did you mean "basePath"?'],
  ])('%s is a TypeError', (_, wrong, message) => {
    expect(() => api.openApi(app, wrong)).toThrow(TypeError);
    expect(() => api.openApi(app, wrong)).toThrow(message);
  });
});

describe('the security scheme', () => {
  const app = express().get('/a', api.requireScopes('files:read'), handler);
  const schemesOf = (document: OpenApiDocument): unknown => document.components?.securitySchemes;

  test('leads to the issuer', async () => {
    const document = api.openApi(app);
    await expectValid(document);
    expect(schemesOf(document)).toEqual({
      oauth: {
        type: 'openIdConnect',
        openIdConnectUrl: 'https://issuer.example/.well-known/openid-configuration',
      },
    });
  });

  test('has the titles of the scopes where the endpoints are told', async () => {
    const authorizationCode = {
      authorizationUrl: 'https://issuer.example/authorize',
      tokenUrl: 'https://issuer.example/token',
    };
    const document = api.openApi(app, { authorizationCode, schemeName: 'files' });
    await expectValid(document);
    expect(schemesOf(document)).toEqual({
      files: {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            ...authorizationCode,
            scopes: {
              'files:read': 'Read files',
              'files:write': 'Write files',
              'files:admin': 'Administer files',
            },
          },
        },
      },
    });
  });

  test('of this name in the document stays', () => {
    const own = { type: 'http', scheme: 'bearer' };
    const document = {
      openapi: '3.1.0',
      info: { title: 'A', version: '1' },
      components: { securitySchemes: { oauth: own } },
    };
    expect(schemesOf(api.openApi(app, { document }))).toEqual({ oauth: own });
  });

  test.each([
    ['bearer', undefined],
    ['DPoP', { required: true }],
  ])('names the scheme %s where issuers cannot be listed', async (scheme, dpop) => {
    const issuers = { known: () => ({}) };
    const open = createResourceServer({ ...options, issuers, ...(dpop && { dpop }) });
    const document = open.openApi(express().get('/a', open.authenticate(), handler));
    await expectValid(document);
    expect(schemesOf(document)).toEqual({ oauth: { type: 'http', scheme } });
  });

  test('is there for each issuer, and each is enough', async () => {
    const several = createResourceServer({
      ...options,
      issuers: [{ issuer: 'https://a.example/' }, { issuer: 'https://b.example/x' }],
    });
    const two = express().get('/a', several.requireScopes('files:read'), handler);
    const document = several.openApi(two);
    await expectValid(document);
    expect(schemesOf(document)).toMatchObject({
      oauth: { openIdConnectUrl: 'https://a.example/.well-known/openid-configuration' },
      oauth2: { openIdConnectUrl: 'https://b.example/x/.well-known/openid-configuration' },
    });
    expect(securityIn(document)).toEqual({
      'get /a': [{ oauth: ['files:read'] }, { oauth2: ['files:read'] }],
    });
  });
});

test('the routes of another resource server are left to its own openApi', async () => {
  const other = createResourceServer({
    issuer: 'https://issuer.example',
    resource: 'https://other.example',
    catalogue: defineCatalogue({ scopes: { 'mail:read': { title: 'Read mail' } } }),
  });
  const app = express();
  app.get('/files', read, handler);
  app.get('/mail', other.requireScopes('mail:read'), handler);
  const document = other.openApi(app, { document: api.openApi(app), schemeName: 'mail' });
  await expectValid(document);
  expect(securityIn(document)).toEqual({
    'get /files': [{ oauth: ['files:read'] }],
    'get /mail': [{ mail: ['mail:read'] }],
  });
});
