import type { Catalogue } from '@stepscope/core';
import { interactionPolicy } from 'oidc-provider';
import { consentQuestion, needsConsent } from '../consent/consent-question.js';
import type { Directory, User } from '../directory.js';
import type { FactsReader } from './authorization-facts.js';
import type { OidcContext } from './koa.js';
import { requestedScopes } from './requested-scopes.js';

const { Check, Prompt, base } = interactionPolicy;

/**
 * When an authorization request stops to ask its user. Signing in is oidc-provider's own prompt with
 * two checks added; consent is ours, because the library never asks again about what was refused.
 */
export function createPrompts(options: {
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly facts: FactsReader;
}): InstanceType<typeof Prompt>[] {
  const { catalogue, directory, facts } = options;

  const login = base().get('login');
  if (login === undefined) throw new TypeError('oidc-provider has no login prompt');
  login.checks.add(
    new Check('unknown_user', 'the signed-in user is gone', (ctx) => {
      const { session, account } = ctx.oidc;
      return session?.accountId !== undefined && account === undefined;
    }),
  );
  login.checks.add(
    new Check('login_hint', 'login_hint and signed-in user do not match', async (ctx) => {
      if (ctx.oidc.result?.login !== undefined) return false;
      const hinted = await findHintedUser(ctx.oidc.params, directory);
      return hinted !== undefined && hinted.id !== ctx.oidc.session?.accountId;
    }),
  );

  const consent = new Prompt(
    { name: 'consent', requestable: true },
    new Check('open_scopes', 'requested scopes are not granted', 'consent_required', (ctx) =>
      isConsentOpen(ctx, { catalogue, facts }),
    ),
  );
  return [login, consent];
}

/** Whether the user still has to decide about a scope that this request asks for. */
export async function isConsentOpen(
  ctx: OidcContext,
  options: { readonly catalogue: Catalogue; readonly facts: FactsReader },
): Promise<boolean> {
  const { client, account, params, result } = ctx.oidc;
  // Answered in this very authorization: asked once, whatever the answer was.
  if (result?.consent !== undefined) return false;
  if (client === undefined || account === undefined) return true;
  const { application, user } = await options.facts.read(ctx, client.clientId, account.accountId);
  if (user === undefined) return true;
  const question = consentQuestion(requestedScopes(params), {
    catalogue: options.catalogue,
    application,
    capabilities: user.capabilities,
    grant: user.grant,
  });
  return needsConsent(question, { silent: ctx.oidc.prompts.has('none') });
}

/** The user whom `login_hint` names by id or email address. */
export async function findHintedUser(
  params: Readonly<Record<string, unknown>> | undefined,
  directory: Directory,
): Promise<User | undefined> {
  const hint = params?.['login_hint'];
  if (typeof hint !== 'string') return undefined;
  const users = await directory.listUsers();
  return users.find(({ id, email }) => id === hint || email === hint);
}
