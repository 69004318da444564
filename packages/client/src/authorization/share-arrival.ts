import type { RedirectResult } from '../client.js';

const pending = new WeakMap<object, Map<string, Promise<RedirectResult>>>();

/**
 * Lets one client of a page answer what brought the page here. Another one made alike, as effects that
 * run twice make it (React StrictMode), would find the response gone and leave to restore the sign-in.
 */
export function shareArrival(
  page: object,
  name: string,
  {
    first,
    further,
  }: {
    readonly first: () => Promise<RedirectResult>;
    readonly further: (arrival: Promise<RedirectResult>) => Promise<RedirectResult>;
  },
): Promise<RedirectResult> {
  const arrivals = pending.get(page) ?? new Map<string, Promise<RedirectResult>>();
  pending.set(page, arrivals);
  const open = arrivals.get(name);
  if (open !== undefined) return further(open);
  const arrival = first().finally(() => arrivals.delete(name));
  arrivals.set(name, arrival);
  return arrival;
}
