import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createResourceServer, type ResourceServer } from '../index.js';
import { openTelemetryEvents } from './open-telemetry-events.js';

const catalogue = defineCatalogue({
  scopes: { 'files:write': { title: 'Write files' } },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});

const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: metricExporter });
const spanExporter = new InMemorySpanExporter();

let issuer: TestIssuer;
let server: ResourceServer<'files:write', 'files.create'>;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] }),
  );
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
  server = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    onEvent: openTelemetryEvents(),
  });
});
afterAll(async () => {
  await issuer.close();
  metrics.disable();
  trace.disable();
  context.disable();
});

/** Asks for `files.create` within a span of its own. */
function call(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  return trace.getTracer('test').startActiveSpan('POST /files', async (span) => {
    await server.check({ headers }, { action: 'files.create' });
    span.end();
  });
}

async function counted(name: string): Promise<unknown[]> {
  await reader.forceFlush();
  const [resource] = metricExporter.getMetrics().slice(-1);
  const all = resource?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  const points = all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
  return points.map(({ attributes, value }) => [attributes, value]);
}

test('decisions are counted and noted on the active span, without token, subject or client', async () => {
  const good = await issuer.mint({ scopes: ['files:write'], subject: 'ada-lovelace' });
  const bad = await issuer.mint({ subject: 'ada-lovelace' });
  await call(good);
  await call(good);
  await call(bad);

  const allowed = {
    'stepscope.outcome': 'allowed',
    'stepscope.action': 'files.create',
    'stepscope.issuer': issuer.issuer,
  };
  const denied = { ...allowed, 'stepscope.outcome': 'denied', 'stepscope.reason': 'scope' };
  const expected = [
    { ...allowed, 'stepscope.cache': 'miss' },
    { ...allowed, 'stepscope.cache': 'hit' },
    { ...denied, 'stepscope.cache': 'miss' },
  ];
  expect(await counted('stepscope.decisions')).toEqual(
    expected.map((attributes) => [attributes, 1]),
  );
  expect(spanExporter.getFinishedSpans().map(({ attributes }) => attributes)).toEqual(expected);
  expect(await counted('stepscope.key_refreshes')).toEqual([
    [{ 'stepscope.outcome': 'fetched', 'stepscope.issuer': issuer.issuer }, 1],
  ]);

  const told = JSON.stringify([
    metricExporter.getMetrics(),
    spanExporter
      .getFinishedSpans()
      .map(({ attributes, events, name }) => [attributes, events, name]),
  ]);
  for (const secret of ['ada-lovelace', 'test-client', good, good.split('.')[2]!]) {
    expect(told).not.toContain(secret);
  }
});
