import { decodeJwt } from 'jose';
import { errors } from 'oidc-provider';
import { consentAnswer } from '../consent/consent-answer.js';
import { consentQuestion, type ConsentQuestion } from '../consent/consent-question.js';
import type { Application, User } from '../directory.js';
import { consentPage } from '../pages/consent-page.js';
import { signInPage } from '../pages/sign-in-page.js';
import type { Context } from '../provider/koa.js';
import { findHintedUser } from '../provider/prompts.js';
import { requestedScopes } from '../provider/requested-scopes.js';
import { checkForm } from './check-form.js';
import { seeOther, sendPage, type Handler, type Services } from './services.js';

/** A new sign-in satisfies `prompt`; the hints name the account that is being left. */
const settledBySwitch: ReadonlySet<string> = new Set(['prompt', 'login_hint', 'id_token_hint']);

type Interaction = Awaited<ReturnType<Services['provider']['interactionDetails']>>;

/** The page that an interaction is at: signing in, or consent. */
export const showInteraction: Handler = async (ctx, services, params) => {
  const interaction = await findInteraction(ctx, services, params);
  if (interaction.prompt.name === 'login') return showSignIn(ctx, services, interaction);
  return showConsent(ctx, services, interaction);
};

/** Signs the chosen user in and goes on with the authorization. */
export const submitSignIn: Handler = async (ctx, services, params) => {
  const { directory, provider } = services;
  const interaction = await findInteraction(ctx, services, params);
  if (interaction.prompt.name !== 'login') throw new errors.SessionNotFound('at another page');
  const form = await checkForm(ctx, services, interaction.uid);
  const user = await directory.findUser(form.get('user') ?? '');
  if (user === undefined) throw new errors.InvalidRequest('this account does not exist');
  const required = requiredUserId(interaction);
  if (required !== undefined && user.id !== required) {
    throw new errors.InvalidRequest('the application is in use by another account');
  }

  const session = await provider.Session.get(ctx);
  if (session.accountId !== undefined && session.accountId !== user.id) {
    // Somebody else takes over this browser: nothing of the former session is carried along.
    await session.destroy();
    interaction.session = undefined;
  }
  interaction.result = { login: { accountId: user.id, ts: Math.floor(Date.now() / 1000) } };
  await resume(ctx, services, interaction);
};

/** Records the answer to the consent page and goes on with the authorization. */
export const submitConsent: Handler = async (ctx, services, params) => {
  const interaction = await findInteraction(ctx, services, params);
  const form = await checkForm(ctx, services, interaction.uid);
  const { application, question, user } = await readConsent(services, interaction);
  const answer = consentAnswer(question, {
    shown: form.getAll('shown'),
    ticked: form.getAll('scope'),
  });
  if (answer === undefined) return showConsent(ctx, services, interaction);

  await services.directory.recordConsent(user.id, application.clientId, answer);
  interaction.result = { ...interaction.lastSubmission, consent: {} };
  await resume(ctx, services, interaction);
};

/** Goes back to the application with `access_denied`; what was granted before still holds. */
export const cancelInteraction: Handler = async (ctx, services, params) => {
  const interaction = await findInteraction(ctx, services, params);
  await checkForm(ctx, services, interaction.uid);
  interaction.result = {
    error: 'access_denied',
    error_description: 'the user cancelled the request',
  };
  await resume(ctx, services, interaction);
};

/**
 * Signs out in this browser and goes on with the same authorization, at its sign-in page. It stays what
 * it was: a pushed request (RFC 9126) is used up by its first code.
 */
export const switchAccount: Handler = async (ctx, services, params) => {
  const { provider } = services;
  const interaction = await findInteraction(ctx, services, params);
  await checkForm(ctx, services, interaction.uid);
  await (await provider.Session.get(ctx)).destroy();
  interaction.session = undefined;
  const left = Object.entries(interaction.params).filter(([name]) => !settledBySwitch.has(name));
  interaction.params = Object.fromEntries(left);
  interaction.result = {};
  await resume(ctx, services, interaction);
};

async function showSignIn(
  ctx: Context,
  services: Services,
  interaction: Interaction,
): Promise<void> {
  const { directory, formTokens } = services;
  const { params, uid } = interaction;
  const application = await directory.findApplication(clientIdOf(interaction));
  // An ID token says who it must be; login_hint only whom the application would expect.
  const required = requiredUserId(interaction);
  const expected = required === undefined ? undefined : await directory.findUser(required);
  const hinted = await findHintedUser(params, directory);
  const users = await directory.listUsers();
  sendPage(
    ctx,
    signInPage({
      users: hinted === undefined ? users : [hinted, ...users.filter(({ id }) => id !== hinted.id)],
      action: `/interaction/${uid}/sign-in`,
      cancelAction: `/interaction/${uid}/cancel`,
      formToken: await formTokens.issue(uid),
      ...(application && { clientName: application.name }),
      ...(expected && { expected }),
    }),
  );
}

async function showConsent(
  ctx: Context,
  services: Services,
  interaction: Interaction,
): Promise<void> {
  const { catalogue, formTokens } = services;
  const consent = await readConsent(services, interaction);
  sendPage(
    ctx,
    consentPage({
      ...consent,
      catalogue,
      resource: services.resource,
      redirectUri: String(interaction.params['redirect_uri']),
      base: `/interaction/${interaction.uid}`,
      formToken: await formTokens.issue(interaction.uid),
    }),
  );
}

async function readConsent(
  { catalogue, directory }: Services,
  interaction: Interaction,
): Promise<{
  application: Application;
  user: User;
  question: ConsentQuestion;
}> {
  const clientId = clientIdOf(interaction);
  const userId = interaction.session?.accountId ?? '';
  const application = await directory.findApplication(clientId);
  const user = await directory.findUser(userId);
  if (application === undefined || user === undefined || interaction.prompt.name !== 'consent') {
    throw new errors.SessionNotFound('the interaction is at another page');
  }
  const grant = await directory.findGrant(userId, clientId);
  const capabilities = await directory.capabilitiesOf(userId);
  const question = consentQuestion(requestedScopes(interaction.params), {
    catalogue,
    application,
    capabilities,
    grant,
  });
  return { application, user, question };
}

async function findInteraction(
  ctx: Context,
  { provider }: Services,
  [uid]: readonly string[],
): Promise<Interaction> {
  const interaction = await provider.interactionDetails(ctx.req, ctx.res);
  if (interaction.uid !== uid) throw new errors.SessionNotFound('another interaction');
  return interaction;
}

async function resume(ctx: Context, services: Services, interaction: Interaction): Promise<void> {
  await interaction.persist();
  clearInteractionCookie(ctx, services, interaction);
  seeOther(ctx, interaction.returnTo);
}

function clearInteractionCookie(ctx: Context, { provider }: Services, { uid }: Interaction): void {
  ctx.cookies.set(provider.cookieName('interaction'), null, { path: `/interaction/${uid}` });
}

function clientIdOf({ params }: Interaction): string {
  return String(params['client_id']);
}

/**
 * Who alone may sign in: the `sub` of `id_token_hint`, which oidc-provider has verified when it received
 * the request, and does not compare again with whoever signs in.
 */
function requiredUserId({ params }: Interaction): string | undefined {
  const hint = params['id_token_hint'];
  return typeof hint === 'string' ? decodeJwt(hint).sub : undefined;
}
