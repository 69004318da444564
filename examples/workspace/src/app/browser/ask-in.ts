/** Where the user wants to answer permission questions. */
export type AskIn = 'window' | 'page';

const key = 'coline.ask-in';

/** The user's choice between a new window and this page, kept in this browser. */
export const askIn = {
  get(): AskIn {
    return localStorage.getItem(key) === 'page' ? 'page' : 'window';
  },
  set(choice: AskIn): void {
    localStorage.setItem(key, choice);
  },
};
