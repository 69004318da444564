import { ScopeSet } from '@stepscope/core';
import { errors } from 'oidc-provider';
import type { Application, User } from '../directory.js';
import {
  connectedAppsPage,
  disconnectPage,
  type Connection,
} from '../pages/connected-apps-page.js';
import { describeScope } from '../pages/describe-scope.js';
import type { Context } from '../provider/koa.js';
import { forgetAuthorizations } from '../storage/model-adapter.js';
import { openSession, signedInUser } from './browser-session.js';
import { checkForm } from './check-form.js';
import { seeOther, sendPage, type Handler, type Services } from './services.js';

/** `/connected-apps`: what each application may do. */
export const showConnectedApps: Handler = async (ctx, services) => {
  const { user, binding } = await requireUser(ctx, services);
  if (user === undefined) return seeOther(ctx, '/sign-in');
  await sendConnectedApps(ctx, services, { user, binding });
};

/**
 * Takes one scope of one application back. With `offline_access` its refresh tokens end on all devices:
 * kept, they would work again after the next consent.
 */
export const takeBackScope: Handler = async (ctx, services, [clientId = '']) => {
  const { user, binding } = await requireUser(ctx, services);
  if (user === undefined) return seeOther(ctx, '/sign-in');
  const form = await checkForm(ctx, services, binding);
  const application = await requireApplication(services, clientId);
  const scopes = ScopeSet.fromClaim(form.get('scope'));
  if (scopes.size !== 1 || scopes.has('openid')) {
    throw new errors.InvalidRequest('name one scope other than openid');
  }
  await services.directory.revokeConsent(user.id, clientId, scopes);
  if (scopes.has('offline_access')) await forgetAuthorizations(services.db, user.id, clientId);
  const [scope = ''] = scopes;
  const notice = `${application.name} may no longer do this: ${describeScope(scope, services.catalogue).title}.`;
  await sendConnectedApps(ctx, services, { user, binding, notice });
};

/** Asks before an application is disconnected. */
export const showDisconnect: Handler = async (ctx, services, [clientId = '']) => {
  const { user, binding } = await requireUser(ctx, services);
  if (user === undefined) return seeOther(ctx, '/sign-in');
  const application = await requireApplication(services, clientId);
  sendPage(
    ctx,
    disconnectPage({ application, formToken: await services.formTokens.issue(binding) }),
  );
};

/** Takes everything of one application back, and ends its refresh tokens on all devices. */
export const disconnect: Handler = async (ctx, services, [clientId = '']) => {
  const { user, binding } = await requireUser(ctx, services);
  if (user === undefined) return seeOther(ctx, '/sign-in');
  await checkForm(ctx, services, binding);
  const application = await requireApplication(services, clientId);
  await services.directory.revokeConsent(user.id, clientId);
  await forgetAuthorizations(services.db, user.id, clientId);
  const notice = `${application.name} is disconnected.`;
  await sendConnectedApps(ctx, services, { user, binding, notice });
};

async function requireUser(
  ctx: Context,
  services: Services,
): Promise<{ user: User | undefined; binding: string }> {
  const session = await openSession(ctx, services);
  const user = await signedInUser(session, services);
  return { user, binding: `${session.uid} ${user?.id ?? ''}` };
}

async function requireApplication({ directory }: Services, clientId: string): Promise<Application> {
  const application = await directory.findApplication(clientId);
  if (application === undefined) throw new errors.InvalidClient('client is invalid', 'not found');
  return application;
}

async function sendConnectedApps(
  ctx: Context,
  services: Services,
  options: { user: User; binding: string; notice?: string },
): Promise<void> {
  const { binding, notice, user } = options;
  const { catalogue, directory, formTokens } = services;
  const connections: Connection[] = [];
  for (const grant of await directory.listGrants(user.id)) {
    const application = await directory.findApplication(grant.clientId);
    if (application !== undefined && grant.granted.size > 0)
      connections.push({ application, grant });
  }
  const formToken = await formTokens.issue(binding);
  sendPage(
    ctx,
    connectedAppsPage({
      user,
      connections,
      catalogue,
      formToken,
      ...(notice !== undefined && { notice }),
    }),
  );
}
