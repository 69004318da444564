import { resolve } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { minifiedChunks } from './minified-chunks.js';

const client = JSON.stringify(resolve('packages/client/dist/index.js'));

/** Applications that sign in, ask for a permission more, and call an API; without axios and catalogue. */
const applications = {
  stepscope: `
    import { createClient } from ${client};
    const client = createClient(globalThis.settings);
    export const { signIn, requestPermission, fetch } = client;
  `,
  'oidc-client-ts': `
    import { UserManager } from 'oidc-client-ts';
    const manager = new UserManager(globalThis.settings);
    export const signIn = () => manager.signinRedirect();
    export const requestPermission = (scope) => manager.signinPopup({ scope });
    export const token = () => manager.getUser();
  `,
  '@auth0/auth0-spa-js': `
    import { createAuth0Client } from '@auth0/auth0-spa-js';
    const client = await createAuth0Client(globalThis.settings);
    export const signIn = () => client.loginWithRedirect();
    export const requestPermission = (scope) =>
      client.getTokenWithPopup({ authorizationParams: { scope } });
    export const token = () => client.getTokenSilently();
  `,
  '@azure/msal-browser': `
    import { PublicClientApplication } from '@azure/msal-browser';
    const application = new PublicClientApplication(globalThis.settings);
    export const signIn = () => application.loginRedirect();
    export const requestPermission = (scope) => application.acquireTokenPopup({ scopes: [scope] });
    export const token = (request) => application.acquireTokenSilent(request);
  `,
};

/** `npm test` measures the client alone; the soak, the others beside it. */
const named = Object.entries(applications);
const measured = process.env['BRIEF'] === undefined ? named : named.slice(0, 1);

/** In bytes, minified and gzipped. */
interface Size {
  /** What the page loads at its start. */
  readonly start: number;
  /** What it loads later besides: when somebody signs in, a call is refused, or the user is asked. */
  readonly later: number;
  /** What it loads when the default prompt is shown. */
  readonly prompt: number;
}

async function sizeOf(code: string): Promise<Size> {
  const chunks = await minifiedChunks(code);
  const sum = (counts: (name: string) => boolean): number =>
    chunks.filter(({ name }) => counts(name)).reduce((bytes, { gzipped }) => bytes + gzipped, 0);
  const isPrompt = (name: string): boolean => name.startsWith('dialog-prompt');
  const isStart = (name: string): boolean => name.startsWith('entry');
  return {
    start: sum(isStart),
    later: sum((name) => !isStart(name) && !isPrompt(name)),
    prompt: sum(isPrompt),
  };
}

test(
  'an application with the client stays within its budget; beside it what the peers take',
  { timeout: 240_000 },
  async () => {
    const sizes = new Map<string, Size>();
    for (const [name, code] of measured) sizes.set(name, await sizeOf(code));
    for (const [name, { start, later, prompt }] of sizes) {
      const all = start + later;
      process.stdout.write(`${name}: ${start} at the start, ${all} in all, ${prompt} prompt\n`);
    }
    const { start, later, prompt } = sizes.get('stepscope')!;
    expect(Math.min(start, later, prompt)).toBeGreaterThan(0);
    expect(start).toBeLessThanOrEqual(15_450);
    expect(start + later).toBeLessThanOrEqual(39_550);
    expect(prompt).toBeLessThanOrEqual(2260);
  },
);
