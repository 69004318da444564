import { defineCatalogue } from '@stepscope/core';
import { createResourceServer, type ResourceServer } from '@stepscope/resource-server';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });

export type Api = ResourceServer<'files:read', never>;

export function createApi(issuer: string, resource: string): Api {
  return createResourceServer({ issuer, resource, catalogue });
}
