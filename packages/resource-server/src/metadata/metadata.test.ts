import { defineCatalogue } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { createResourceServer, type MetadataOptions } from '../index.js';

const resource = 'https://api.example/v1';
const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Write files', resource },
    'files:all': { title: 'All', deprecated: true, implies: ['files:write'] },
    'mail:read': { title: 'Read mail', resource: 'https://mail.example' },
    'files:root': { title: 'Everything', implies: ['files:write'] },
  },
  actions: {
    'files.create': { title: 'Create a file', requires: 'files:write' },
    'mail.list': { title: 'List mail', requires: 'mail:read' },
  },
});

type Scope = typeof catalogue extends { scopes: ReadonlyMap<infer S, unknown> } ? S : never;

// eslint-disable-next-line typescript/explicit-function-return-type -- the inferred type is the point
const create = (options: MetadataOptions<Scope> = {}) =>
  createResourceServer({ issuer: 'https://issuer.example', resource, catalogue, ...options });

describe('the metadata document of RFC 9728', () => {
  test('advertises the scopes of this resource that somebody should still ask for [S1.11]', () => {
    expect(create().metadata).toEqual({
      url: 'https://api.example/.well-known/oauth-protected-resource/v1',
      document: {
        resource,
        authorization_servers: ['https://issuer.example'],
        scopes_supported: ['files:read', 'files:write', 'files:root'],
        bearer_methods_supported: ['header'],
      },
    });
  });

  test('advertises what it is told to, once, and carries a name', () => {
    const { document } = create({
      scopesSupported: ['files:write', 'files:read', 'files:read'],
      resourceName: 'Files',
    }).metadata;
    expect(document.scopes_supported).toEqual(['files:write', 'files:read']);
    expect(document.resource_name).toBe('Files');
  });

  test('leaves out members without a value [S1.13]', () => {
    const { document } = create({ scopesSupported: [] }).metadata;
    expect(Object.keys(document)).toEqual([
      'resource',
      'authorization_servers',
      'bearer_methods_supported',
    ]);
  });

  test.each<[string, object, string]>([
    ['a misspelt scope', { scopesSupported: ['files:raed'] }, 'Did you mean "files:read"?'],
    ['a protocol scope', { scopesSupported: ['openid'] }, 'Unknown scope in scopesSupported'],
    ['an action', { scopesSupported: ['files.create'] }, 'Unknown scope in scopesSupported'],
    ['a string', { scopesSupported: 'files:read' }, 'scopesSupported is no list'],
    ['a blank name', { resourceName: ' ' }, 'resourceName is blank'],
    ['a name that is no text', { resourceName: 1 }, 'resourceName is blank'],
  ])('refuses %s at construction', (_, options, message) => {
    expect(() => create(options)).toThrow(TypeError);
    expect(() => create(options)).toThrow(message);
  });
});

describe('the document of /.well-known/stepscope', () => {
  test('stands where RFC 9728 would have it, and tells what the own actions need', () => {
    expect(create().actionMetadata).toEqual({
      url: 'https://api.example/.well-known/stepscope/v1',
      document: {
        resource,
        actions: { 'files.create': { title: 'Create a file', required: [['files:write']] } },
        implies: { 'files:root': ['files:write'], 'files:all': ['files:write'] },
      },
    });
  });

  test('does not name a scope that is neither advertised nor needed by an action', () => {
    const { document } = create({ scopesSupported: ['files:read'] }).actionMetadata;
    expect(document.implies).toEqual({ 'files:all': ['files:write'] });
  });
});
