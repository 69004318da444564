import type { Browser } from '../browser/browser.js';
import { asRecord } from '../storage/stored-value.js';
import type { Callback } from './callback.js';

/** The channel between the page that opened a popup and the popup's callback page. */
export function popupChannelName(state: string): string {
  return `stepscope:${state}`;
}

export const acknowledgement = { type: 'stepscope:acknowledged' } as const;

/** The message with which the callback page hands its response over. */
function callbackMessage(params: URLSearchParams): { type: string; params: string } {
  return { type: 'stepscope:callback', params: params.toString() };
}

/** The response in a message, or `undefined` for any other message. */
export function responseIn(message: unknown): URLSearchParams | undefined {
  const { type, params } = asRecord(message) ?? {};
  if (type !== 'stepscope:callback' || typeof params !== 'string') return undefined;
  return new URLSearchParams(params);
}

/**
 * Hands the response in the popup's own page over to the page that opened it. Resolves with whether
 * that page took it; nobody answers where it has been closed, reloaded, or has given up.
 */
export async function deliverCallback(
  callback: Callback,
  { browser, timeoutMs }: { readonly browser: Browser; readonly timeoutMs: number },
): Promise<boolean> {
  const channel = browser.openChannel(popupChannelName(callback.state));
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
      channel.onMessage((message) => {
        if (asRecord(message)?.['type'] === acknowledgement.type) resolve(true);
      });
      channel.post(callbackMessage(callback.params));
    });
  } finally {
    clearTimeout(timer);
    channel.close();
  }
}
