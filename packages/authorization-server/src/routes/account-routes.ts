import { errors } from 'oidc-provider';
import { signInPage } from '../pages/sign-in-page.js';
import { startPage } from '../pages/start-page.js';
import { openSession, signedInUser, signIn, signOut } from './browser-session.js';
import { checkForm } from './check-form.js';
import { seeOther, sendPage, type Handler } from './services.js';

/** `/`: who is signed in, and where to go. */
export const showStart: Handler = async (ctx, services) => {
  const session = await openSession(ctx, services);
  const user = await signedInUser(session, services);
  const formToken = await services.formTokens.issue(session.uid);
  sendPage(ctx, startPage({ user, formToken }));
};

/** `/sign-in`: signing in to the server's own pages. */
export const showAccountSignIn: Handler = async (ctx, services) => {
  const session = await openSession(ctx, services);
  sendPage(
    ctx,
    signInPage({
      users: await services.directory.listUsers(),
      action: '/sign-in',
      formToken: await services.formTokens.issue(session.uid),
    }),
  );
};

export const submitAccountSignIn: Handler = async (ctx, services) => {
  const session = await openSession(ctx, services);
  const form = await checkForm(ctx, services, session.uid);
  const user = await services.directory.findUser(form.get('user') ?? '');
  if (user === undefined) throw new errors.InvalidRequest('this account does not exist');
  await signIn(ctx, services, user.id);
  seeOther(ctx, '/connected-apps');
};

export const submitSignOut: Handler = async (ctx, services) => {
  const session = await openSession(ctx, services);
  await checkForm(ctx, services, session.uid);
  await signOut(ctx, services);
  seeOther(ctx, '/');
};
