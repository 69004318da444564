import { checkNames, checkVia } from './check-options.js';
import type {
  DropScopesOptions,
  HandleRedirectOptions,
  RequestPermissionOptions,
  SignInOptions,
  SignOutOptions,
} from './client.js';

type Names<Options> = Record<keyof Options, true>;

const handleRedirect: Names<HandleRedirectOptions> = { restore: true };
const signOut: Names<SignOutOptions> = { endSession: true, signal: true };
const dropScopes: Names<DropScopesOptions> = {
  via: true,
  data: true,
  returnTo: true,
  signal: true,
};
const signIn: Names<SignInOptions> = { ...dropScopes, acrValues: true, maxAgeSeconds: true };
const requestPermission: Names<RequestPermissionOptions> = {
  ...signIn,
  reason: true,
  prompt: true,
};

const optionNames = { handleRedirect, signIn, requestPermission, dropScopes, signOut };

/** What the compiler would have told of the options of a call, for callers without one. */
export function checkCall(
  method: keyof typeof optionNames,
  options: RequestPermissionOptions & SignOutOptions & HandleRedirectOptions,
): void {
  checkNames(`option of ${method}`, options, optionNames[method]);
  checkVia(options.via ?? 'popup');
}
