import { ScopeSet } from '@stepscope/core';
import { asRecord } from '../storage/stored-value.js';
import type { Session } from './session.js';

/** The sessions of one user, by resource. Replaced as a whole, never changed. */
export type Sessions = ReadonlyMap<string, Session>;

/** Sessions in the form in which they go to other tabs, or into a database. */
export interface SharedTokens {
  /** Whose they are; empty where the server does not say. */
  readonly sub: string;
  /** Grows with every change, whichever tab makes it. */
  readonly version: number;
  /** The key that they are bound to, where they are. */
  readonly keyId: string | undefined;
  readonly sessions: readonly (readonly [resource: string, session: SharedSession])[];
}

type SharedSession = {
  readonly [Name in keyof Session]: Session[Name] extends ScopeSet ? string : Session[Name];
};

export function shareSessions(sessions: Sessions): SharedTokens['sessions'] {
  return Array.from(sessions, ([resource, session]) => [
    resource,
    {
      ...session,
      granted: session.granted.toString(),
      requested: session.requested.toString(),
      unavailable: session.unavailable.toString(),
    },
  ]);
}

/** The sessions in `shared`, or `undefined` where it holds none. */
export function parseSessions(shared: unknown): Sessions | undefined {
  if (!Array.isArray(shared)) return undefined;
  const sessions = shared.flatMap((entry: unknown): [string, Session][] => {
    const [resource, value] = Array.isArray(entry) ? (entry as unknown[]) : [];
    const session = asRecord(value);
    if (typeof resource !== 'string' || typeof session?.['accessToken'] !== 'string') return [];
    const { granted, requested, unavailable } = session;
    return [
      [
        resource,
        {
          ...(session as unknown as Session),
          granted: ScopeSet.fromClaim(granted),
          requested: ScopeSet.fromClaim(requested),
          unavailable: ScopeSet.fromClaim(unavailable),
        },
      ],
    ];
  });
  return sessions.length === 0 ? undefined : new Map(sessions);
}

/** Whose sessions they are; empty where the server does not say. */
export function subOf(sessions: Sessions): string {
  const [first] = sessions.values();
  return first?.user?.sub ?? '';
}

/** `sessions` without the refresh token of `resource`, which nobody may send again. */
export function withoutRefreshToken(sessions: Sessions, resource: string): Sessions {
  const spent = sessions.get(resource)?.refreshToken;
  return new Map(
    Array.from(sessions, ([of, session]) => [
      of,
      session.refreshToken === spent ? { ...session, refreshToken: undefined } : session,
    ]),
  );
}
