/** The texts of the default prompt. Replace any of them by `createDialogPrompt({ messages })`. */
export interface DialogMessages {
  readonly title: string;
  /** Said before the list of permissions. */
  readonly lead: string;
  /** In place of `title`, where the user has to sign in again. */
  readonly signInTitle: string;
  /** Said where the user has to sign in again, before `lead` if there are permissions as well. */
  readonly signInLead: string;
  readonly continue: string;
  readonly notNow: string;
  readonly waiting: string;
  /** Said where the window seems closed; it may not be. */
  readonly mayBeClosed: string;
  readonly openAgain: string;
  readonly cancel: string;
  readonly blocked: string;
  readonly tryAgain: string;
  readonly useThisWindow: string;
  readonly leaving: string;
}

export const defaultMessages: DialogMessages = {
  title: 'Your permission is needed',
  lead: 'To go on, the app has to be allowed to:',
  signInTitle: 'Please sign in again',
  signInLead: 'This step needs a fresh or a stronger sign-in, to be sure that it is you.',
  continue: 'Continue',
  notNow: 'Not now',
  waiting: 'Answer in the window that has opened. You choose there what to allow.',
  mayBeClosed: 'Have you closed the window? Open it again, or cancel.',
  openAgain: 'Open again',
  cancel: 'Cancel',
  blocked: 'Your browser kept the window from opening.',
  tryAgain: 'Try again',
  useThisWindow: 'Use this window instead',
  leaving: 'Taking you there …',
};
