import { metrics, trace, type Attributes, type Meter } from '@opentelemetry/api';
import type { DecisionEvent, EventListener } from '../events/resource-server-event.js';

export interface OpenTelemetryEventsOptions {
  /** Makes the counters. @default that of the global meter provider */
  readonly meter?: Meter;
}

/**
 * A listener for `onEvent` that counts decisions (`stepscope.decisions`) and fetches of keys
 * (`stepscope.key_refreshes`; as `unavailable` also those of introspection, used proofs and
 * revocations), and notes each decision on the active span. Attributes are `outcome`,
 * `reason`, `action`, `cache` and `issuer`, each with the prefix `stepscope.`: never a token, a subject
 * or a client.
 */
export function openTelemetryEvents({
  meter = metrics.getMeter('@stepscope/resource-server'),
}: OpenTelemetryEventsOptions = {}): EventListener {
  const decisions = meter.createCounter('stepscope.decisions', {
    description: 'Requests that guards have decided about',
  });
  const keyRefreshes = meter.createCounter('stepscope.key_refreshes', {
    description: 'Attempts to fetch what tokens are verified with',
  });
  return (event) => {
    switch (event.type) {
      case 'decision': {
        const attributes = attributesOf(event);
        decisions.add(1, attributes);
        trace.getActiveSpan()?.setAttributes(attributes);
        return;
      }
      case 'keys-fetched':
        keyRefreshes.add(1, {
          'stepscope.outcome': 'fetched',
          'stepscope.issuer': event.issuer,
        });
        return;
      case 'unavailable':
        keyRefreshes.add(1, { 'stepscope.outcome': 'unavailable' });
    }
  };
}

function attributesOf({ outcome, reason, action, cache, issuer }: DecisionEvent): Attributes {
  return {
    'stepscope.outcome': outcome,
    ...(reason !== undefined && { 'stepscope.reason': reason }),
    ...(action !== undefined && { 'stepscope.action': action }),
    ...(cache !== undefined && { 'stepscope.cache': cache }),
    ...(issuer !== undefined && { 'stepscope.issuer': issuer }),
  };
}
