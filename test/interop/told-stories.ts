/** A story of `test/stories`, and where it is told at the foreign servers, or why it is not. */
export type ToldStory = { readonly title: string } & (
  { /** A test file of this folder. */ readonly here: string } | { readonly leftOut: string }
);

const perScope = 'needs consent per scope: both servers here ask for all or nothing';
const ourServer = 'is about pages, roles or revocation of our own authorization server';
const ourApp = 'is about the demo’s or the testing package’s own page';

const here = (file: string, ...titles: readonly string[]): ToldStory[] =>
  titles.map((title) => ({ title, here: file }));
const leftOut = (why: string, ...titles: readonly string[]): ToldStory[] =>
  titles.map((title) => ({ title, leftOut: why }));

/** Every story, by its title in the source. */
export const toldStories: readonly ToldStory[] = [
  ...here(
    'signing-in',
    'a first sign-in asks for files:read alone and lists the files',
    'a reload keeps the user signed in, without a question',
    'tokens are in no storage of the browser',
    'signing out of one browser leaves the other signed in',
    'a replayed callback is refused, and the sign-in stands',
    'an answer with another state is refused, and nothing is stored',
    'an answer that another browser asked for is refused, and nothing is stored',
  ),
  ...here(
    'stepping-up',
    'a popup before the call: Edit asks, and no call fails',
    'a redirect after a 403: the interrupted document is saved on the return',
    'a refresh after a step-up keeps the wider grant',
    'ten calls refused together make one prompt, and all of them pass',
    'a blocked popup offers this page instead, and that works',
  ),
  ...here(
    'saying-no',
    'after a reload the “no” still stands; the user’s own click asks again, and the notice goes',
    'cancelling the consent denies, and the app goes on as before',
    'cancelling the consent after a redirect leaves the old permissions in force',
    'closing the prompt asks nobody and changes nothing',
  ),
  ...leftOut(
    perScope,
    'of two permissions one is allowed: the other call rejects, a notice says so, nobody asks again',
    'the consent page’s button says what its click means',
    'a user signs in, edits a file and allows what it takes',
    '${section} asks for “${needs}” when it is needed',
    'the three snippets of the first one work together',
    'an empty Vite app takes 25 lines to its first step-up',
  ),
  ...leftOut(
    ourServer,
    'a framed consent page refuses to render',
    'a scope taken back on “connected apps” narrows the next refresh, with a notice and no prompt',
    'a token from before a scope was taken back is refused by the API at the next call',
    'a scope that no role of the user covers is never offered, and the app says so',
    'deleting a role and restarting narrows the next refresh',
  ),
  ...here(
    'bound-tokens',
    'signs in, steps up and calls with tokens that are bound to one key, and a proof of its own for each request',
    'goes on after a reload with the same key and tokens, without another sign-in',
    'is refused elsewhere: as a bearer’s, by another key, and with a proof that was seen on the way',
  ),
  ...leftOut(
    'asks for nonces, or has the clock of the page moved: the server here knows no nonces, and dates count there',
    'answers the nonce of the authorization server and that of the API, each once and each with its own [S1.18, S1.19]',
    'refreshes an expired token by the same key, and the API takes the new one',
  ),
  ...leftOut(
    'is about what the browser keeps, or what our server takes',
    'has its key in IndexedDB, where no script can export it',
    'comes with a refresh token that is as useless without the key',
  ),
  ...leftOut(
    ourApp,
    'a window that answers nothing says so, and leads to the app',
    'the four sets change at a step-up, and the timeline tells how',
    'a denial is simulated without a request',
    'a revocation is simulated, and the next refresh undoes it',
    'an expiry is simulated, and the next call refreshes',
    'signs in and out by redirects; reloads and other tabs are served, too',
    'make one prompt and one token request of 100 calls with mixed missing scopes, and each settles by its own need',
    'opens windows, in which the test is the user',
  ),
];
