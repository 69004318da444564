import { resolve } from 'node:path';
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

/** In bytes, minified and gzipped. */
interface Size {
  /** What the page loads at its start. */
  readonly start: number;
  /** What it loads when it signs in. */
  readonly signIn: number;
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
    signIn: sum((name) => !isStart(name) && !isPrompt(name)),
    prompt: sum(isPrompt),
  };
}

test('an application with the client stays within its budget; beside it what the peers take', async () => {
  const sizes = new Map<string, Size>();
  for (const [name, code] of Object.entries(applications)) sizes.set(name, await sizeOf(code));
  for (const [name, { start, signIn, prompt }] of sizes) {
    const all = start + signIn;
    process.stdout.write(`${name}: ${start} at the start, ${all} with sign-in, ${prompt} prompt\n`);
  }
  const ours = sizes.get('stepscope')!;
  expect(ours.start).toBeGreaterThan(0);
  expect(ours.start).toBeLessThanOrEqual(25_000);
  expect(ours.signIn).toBeGreaterThan(0);
  expect(ours.signIn).toBeLessThanOrEqual(12_500);
  expect(ours.prompt).toBeGreaterThan(0);
  expect(ours.prompt).toBeLessThanOrEqual(3000);
});
