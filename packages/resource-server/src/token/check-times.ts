import { invalidToken, type Refusal } from '../refusal.js';

/** The clock that a token's times are held against. */
export interface TimeRules {
  readonly clockToleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How far from the epoch a `Date` reaches. */
const MAX_DATE_SECONDS = 8.64e12;

/** Why a token does not count now: `exp` is required, `iat` and `nbf` are held against where given. */
export function checkTimes(
  { exp, iat, nbf }: Readonly<Record<string, unknown>>,
  { clockToleranceSeconds, now }: TimeRules,
): Refusal | undefined {
  const isMissingOrTime = (time: unknown): boolean => time === undefined || isTime(time);
  if (!isTime(exp) || !isMissingOrTime(iat) || !isMissingOrTime(nbf)) {
    return invalidToken('claims', 'The access token has no usable time of issue or expiry.');
  }
  const seconds = Math.floor(now() / 1000);
  if ((iat as number) > seconds + clockToleranceSeconds) {
    return invalidToken('not-yet-valid', 'The access token was issued in the future.');
  }
  if ((nbf as number) > seconds + clockToleranceSeconds) {
    return invalidToken('not-yet-valid', 'The access token is not valid yet.');
  }
  if (exp <= seconds - clockToleranceSeconds) {
    return invalidToken('expired', 'The access token has expired.');
  }
  return undefined;
}

/** Whether `value` is a NumericDate (RFC 7519 §2) that a `Date` can hold. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_DATE_SECONDS;
}
