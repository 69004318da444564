import type { Decision } from './fake-user.js';

/**
 * With this header an authorization request is not answered by a redirect, whose target a page cannot
 * read, but in JSON: `describe` by what is asked, a decision by where it leads.
 */
export const DECISION_HEADER = 'Stepscope-Test-Decision';

/** What an authorization request at `url` asks for; `undefined` where no fake server answers. */
export async function describeRequest(
  url: string,
  fetch: typeof globalThis.fetch,
): Promise<URLSearchParams | undefined> {
  // Other pages may do things when they are asked for.
  if (!new URL(url).searchParams.has('client_id')) return undefined;
  const { parameters } = await ask(url, 'describe', fetch);
  return typeof parameters === 'string' ? new URLSearchParams(parameters) : undefined;
}

/** Where the answer to the authorization request at `url` sends the user. */
export async function decideRequest(
  url: string,
  decision: Decision,
  fetch: typeof globalThis.fetch,
): Promise<string | undefined> {
  const { location } = await ask(url, JSON.stringify(decision), fetch);
  return typeof location === 'string' ? location : undefined;
}

async function ask(
  url: string,
  question: string,
  fetch: typeof globalThis.fetch,
): Promise<{ readonly parameters?: unknown; readonly location?: unknown }> {
  try {
    const response = await fetch(url, { headers: { [DECISION_HEADER]: question } });
    return (await response.json()) as object;
  } catch {
    // Another server, no server, or one that is offline.
    return {};
  }
}
