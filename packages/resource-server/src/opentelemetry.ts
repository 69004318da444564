export {
  openTelemetryEvents,
  type OpenTelemetryEventsOptions,
} from './opentelemetry/open-telemetry-events.js';
