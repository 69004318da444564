import type { User } from '../directory.js';
import type { Context } from '../provider/koa.js';
import type { Services } from './services.js';

type Session = Awaited<ReturnType<Services['provider']['Session']['get']>>;

const ANONYMOUS_SECONDS = 60 * 60;
const SIGNED_IN_SECONDS = 14 * 24 * 60 * 60;

/** The browser's session at this server; one without a user where there is none yet. */
export async function openSession(ctx: Context, { provider }: Services): Promise<Session> {
  const session = await provider.Session.get(ctx);
  if (session.exp === undefined) await saveSession(ctx, session, provider, ANONYMOUS_SECONDS);
  return session;
}

/** Who is signed in. */
export async function signedInUser(
  session: Session,
  { directory }: Services,
): Promise<User | undefined> {
  return session.accountId === undefined ? undefined : directory.findUser(session.accountId);
}

/** Signs `userId` in, under a session identifier that nobody has seen before. */
export async function signIn(ctx: Context, { provider }: Services, userId: string): Promise<void> {
  const session = await provider.Session.get(ctx);
  if (session.accountId !== undefined && session.accountId !== userId) {
    await session.destroy();
    const fresh = new provider.Session();
    fresh.loginAccount({ accountId: userId });
    await saveSession(ctx, fresh, provider, SIGNED_IN_SECONDS);
    return;
  }
  session.loginAccount({ accountId: userId });
  session.resetIdentifier();
  await saveSession(ctx, session, provider, SIGNED_IN_SECONDS);
}

/** Ends the session in this browser; tokens and other browsers are not touched. */
export async function signOut(ctx: Context, { provider }: Services): Promise<void> {
  const session = await provider.Session.get(ctx);
  await session.destroy();
  ctx.cookies.set(provider.cookieName('session'), null);
}

async function saveSession(
  ctx: Context,
  session: Session,
  provider: Services['provider'],
  ttlSeconds: number,
): Promise<void> {
  await session.save(ttlSeconds);
  ctx.cookies.set(provider.cookieName('session'), session.jti, {
    httpOnly: true,
    sameSite: 'lax',
    maxAge: ttlSeconds * 1000,
  });
}
