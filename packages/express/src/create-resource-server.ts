import { allOf, unknownOption, type Requirement } from '@stepscope/core';
import {
  assertUserAuthentication,
  createResourceServer as createServer,
  InvalidOptionError,
  type ResourceServerOptions,
} from '@stepscope/resource-server';
import type { IncomingMessage } from 'node:http';
import { marked } from './access.js';
import { createGuards } from './create-guards.js';
import type {
  ExpressResourceServer,
  ExpressResourceServerOptions,
} from './express-resource-server.js';
import type { Guard } from './guard.js';
import { openApi } from './open-api/open-api.js';
import { guardAll } from './routes/guard-all.js';
import { serveMetadata } from './serve-metadata.js';

/**
 * A resource server for Express 4.21 or 5: what `createResourceServer` of
 * `@stepscope/resource-server` decides, as middleware.
 * @throws {InvalidOptionError} for an option that breaks a rule.
 */
export function createResourceServer<S extends string, A extends string>(
  options: ExpressResourceServerOptions<S, A>,
): ExpressResourceServer<S, A> {
  const { onWouldDeny, ...serverOptions } = options ?? {};
  const isShadow = options?.mode === 'shadow';
  if (isShadow && typeof onWouldDeny !== 'function') {
    throw new InvalidOptionError(
      'mode is shadow, but nobody listens: give onWouldDeny a function.',
    );
  }
  const server = createServer(options && (serverOptions as ResourceServerOptions<S, A>));
  const { catalogue } = server;
  const { guardFor, inShadow, getAuth } = createGuards(server, {
    isShadow,
    onWouldDeny: (denial) => onWouldDeny?.(denial),
  });

  function guardForRequirement(requirement: Requirement<S>): Guard {
    catalogue.alternativesOf(requirement);
    return guardFor({ kind: 'required', requirement }, { requirement });
  }

  return {
    metadata(metadataOptions = {}) {
      assertOptions('metadata', metadataOptions, { actions: true });
      const { actions = true } = metadataOptions;
      return serveMetadata(actions ? [server.metadata, server.actionMetadata] : [server.metadata]);
    },
    authenticate(authenticateOptions = {}) {
      assertOptions('authenticate', authenticateOptions, { optional: true });
      const { optional = false } = authenticateOptions;
      return optional
        ? guardFor({ kind: 'optional' }, { optional })
        : guardFor({ kind: 'authenticated' }, {});
    },
    requireScopes(...scopes) {
      const all = allOf<S>(...scopes);
      catalogue.alternativesOf(all);
      return guardForRequirement(scopes.length === 1 ? scopes[0] : all);
    },
    requireAction(action) {
      const requirement = catalogue.requirementOf(action);
      return guardFor({ kind: 'required', requirement, action }, { action });
    },
    requireAuthentication(wanted) {
      assertUserAuthentication(wanted);
      const authentication = structuredClone(wanted);
      return guardFor({ kind: 'authenticated', authentication }, { authentication });
    },
    guard<R extends IncomingMessage>(
      requirement: Requirement<S> | ((req: R) => Requirement<S> | Promise<Requirement<S>>),
    ) {
      return typeof requirement === 'function'
        ? guardFor<R>({ kind: 'per-request' }, (req) => ({ requirement: () => requirement(req) }))
        : guardForRequirement(requirement);
    },
    public(reason) {
      if (typeof reason !== 'string' || reason.trim() === '') {
        throw new TypeError('public has no reason: say why everybody may call the route.');
      }
      return marked<Guard>((_req, _res, next) => next(), { kind: 'public', reason });
    },
    shadow(guard) {
      if (onWouldDeny === undefined) {
        throw new TypeError('shadow tells nobody: give createResourceServer onWouldDeny.');
      }
      const shadowed = inShadow(guard);
      if (shadowed === undefined) {
        throw new TypeError('shadow needs a guard of the same resource server that can refuse.');
      }
      return shadowed;
    },
    guardAll,
    openApi: (app, openApiOptions) => openApi(app, server, openApiOptions),
    getAuth,
    cacheStats: () => server.cacheStats(),
    close: () => server.close(),
  };
}

function assertOptions(name: string, options: object, known: Readonly<Record<string, true>>): void {
  const problem = unknownOption(`option of ${name}`, options, known);
  if (problem !== undefined) throw new TypeError(problem);
}
