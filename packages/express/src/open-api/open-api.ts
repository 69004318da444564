import { unknownOption } from '@stepscope/core';
import type { ResourceServer } from '@stepscope/resource-server';
import { rowOf, type RouteRow } from '../routes/list-routes.js';
import { formatPath } from '../routes/route-path.js';
import { walkRoutes, type FoundRoute } from '../routes/walk-routes.js';
import type {
  OpenApiDocument,
  OpenApiOptions,
  OpenApiPathItem,
  OpenApiSecurityRequirement,
} from './open-api-document.js';
import { pathTemplates } from './path-templates.js';
import { securityOf } from './security-of.js';
import { securitySchemes } from './security-schemes.js';

/** The methods that an OpenAPI path item can describe. */
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** What a route for all methods is described as, where the document describes nothing of it. */
const usualMethods = ['get', 'put', 'post', 'delete', 'patch'];

const optionNames: Record<keyof OpenApiOptions, true> = {
  document: true,
  basePath: true,
  schemeName: true,
  authorizationCode: true,
};

/**
 * A document that says what the routes of `app` ask, as far as guards of `server` have said it; see
 * `ExpressResourceServer.openApi`.
 */
export function openApi(
  app: object,
  server: ResourceServer,
  options: OpenApiOptions = {},
): OpenApiDocument {
  const { basePath = '', document = emptyDocument(server) } = checked(options);
  const {
    authorization_servers: issuers,
    dpop_bound_access_tokens_required: isDpopRequired = false,
  } = server.metadata.document;
  const { catalogue } = server;
  const schemes = securitySchemes({ ...options, catalogue, issuers, isDpopRequired });
  const context = { owner: server, catalogue, schemeNames: Object.keys(schemes) };

  const paths = new Paths(document.paths);
  const unexpressed: RouteRow[] = [];
  for (const route of walkRoutes(app)) {
    const security = securityOf(route.accesses, context);
    if (security === undefined) continue;
    const templates = pathTemplates(route.path);
    const below = templates?.flatMap((template) => withoutBase(template, basePath) ?? []);
    const wanted = methodsOf(route);
    if (below === undefined || wanted === undefined) {
      if (formatPath(route.path).startsWith(basePath)) unexpressed.push(rowOf(route));
    } else {
      for (const template of below) paths.secure(template, wanted, security);
    }
  }
  return {
    ...document,
    paths: paths.toJSON(),
    components: {
      ...document.components,
      securitySchemes: { ...schemes, ...document.components?.securitySchemes },
    },
    ...(unexpressed.length > 0 && {
      'x-stepscope-not-described': unexpressed.map(({ method, path, needs }) => ({
        method,
        path,
        needs,
      })),
    }),
  };
}

function checked(options: OpenApiOptions): OpenApiOptions {
  const problem = unknownOption('option of openApi', options, optionNames);
  if (problem !== undefined) throw new TypeError(problem);
  const { basePath = '', document } = options;
  if (!/^(\/[^/]+)*$/.test(basePath)) {
    throw new TypeError(
      'basePath is no path such as "/v1": begin with "/" and do not end with it.',
    );
  }
  if (document !== undefined && !/^3\.[012]\./.test(document.openapi)) {
    throw new TypeError('document is no OpenAPI document of version 3.0, 3.1 or 3.2.');
  }
  return options;
}

function emptyDocument({ metadata }: ResourceServer): OpenApiDocument {
  const { resource, resource_name: title = resource } = metadata.document;
  return { openapi: '3.1.0', info: { title, version: '0' } };
}

function withoutBase(template: string, basePath: string): string | undefined {
  if (basePath === '' || template === basePath) return template.slice(basePath.length) || '/';
  return template.startsWith(`${basePath}/`) ? template.slice(basePath.length) : undefined;
}

/** Of a route for all methods `*`; undefined for a method that no document can describe. */
function methodsOf({ method }: FoundRoute): readonly string[] | '*' | undefined {
  if (method === '*') return '*';
  const name = method.toLowerCase();
  return methods.includes(name) ? [name] : undefined;
}

/** The paths of a document, to which what operations ask is added. */
class Paths {
  readonly #items: Map<string, OpenApiPathItem>;
  /** Templates that differ in the names of their parameters alone are the same path. */
  readonly #templates = new Map<string, string>();
  readonly #secured = new Set<string>();

  constructor(paths: OpenApiDocument['paths'] = {}) {
    this.#items = new Map(Object.entries(paths));
    for (const template of this.#items.keys()) this.#templates.set(keyOf(template), template);
  }

  /** The first route that takes a request decides. */
  secure(
    wanted: string,
    names: readonly string[] | '*',
    security: readonly OpenApiSecurityRequirement[],
  ): void {
    const template = this.#templates.get(keyOf(wanted)) ?? wanted;
    this.#templates.set(keyOf(wanted), template);
    const item = this.#items.get(template) ?? emptyPathItem(template);
    const operations: Record<string, object> = {};
    for (const name of names === '*' ? namesFor(item) : names) {
      const key = `${name} ${template}`;
      if (this.#secured.has(key)) continue;
      this.#secured.add(key);
      operations[name] = { ...((item[name] as object | undefined) ?? emptyOperation()), security };
    }
    this.#items.set(template, { ...item, ...operations });
  }

  toJSON(): Readonly<Record<string, OpenApiPathItem>> {
    return Object.fromEntries(this.#items);
  }
}

function keyOf(template: string): string {
  return template.replace(/\{[^}]*\}/g, '{}').replace(/(.)\/$/, '$1');
}

function namesFor(item: OpenApiPathItem): readonly string[] {
  const described = methods.filter((name) => item[name] !== undefined);
  return described.length > 0 ? described : usualMethods;
}

function emptyPathItem(template: string): OpenApiPathItem {
  const parameters = [...template.matchAll(/\{([^}]*)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return parameters.length > 0 ? { parameters } : {};
}

/** Versions 3.0 ask for responses. */
function emptyOperation(): object {
  return { responses: { default: { description: 'Not described.' } } };
}
