/** See chromium.mjs. */
export function findChromium(env?: NodeJS.ProcessEnv): string | undefined;
export function provideChromium(env?: NodeJS.ProcessEnv): string | undefined;
