import { delay, HttpResponse } from 'msw';
import {
  assertSwitches,
  type FakeEndpoint,
  type FakeSide,
  type StepscopeSwitches,
} from './switches.js';

export type Respond = () => Response | Promise<Response>;

/** What `respond` says, unless the switches say that the endpoint is slow or out of order. */
export async function answerAs(
  {
    side,
    endpoint,
    switches,
  }: {
    readonly side: FakeSide;
    readonly endpoint: FakeEndpoint | undefined;
    readonly switches: StepscopeSwitches;
  },
  respond: Respond,
): Promise<Response> {
  assertSwitches(switches);
  if (switches.delayMs !== undefined) await delay(switches.delayMs);
  if (switches.offline === side || switches.offline === 'both') return HttpResponse.error();
  if (endpoint !== undefined && switches.busy?.includes(endpoint)) {
    return new HttpResponse(null, { status: 503, headers: { 'Retry-After': '1' } });
  }
  return respond();
}
