import { http } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import { AuthorizationError } from './errors.js';
import type { LogEvent } from './log-event.js';
import { createWorld, resource, scriptedPrompt } from './test-support/world.js';

const world = createWorld();

/** An event in one line. */
function line(event: LogEvent): string {
  const { type, ...facts } = event;
  return JSON.stringify([type, facts]);
}

describe('the logger', () => {
  test('is told what happens, in order, and never a token, code, header value or query', async () => {
    const events: LogEvent[] = [];
    const { client } = await world.signedIn({ logger: (event) => events.push(event) });
    await client.fetch(`${resource}/tasks?secret=value`);
    world.clock.now += 301_000;
    await client.fetch(`${resource}/files`);
    expect(events.map(({ type }) => type)).toEqual([
      'authorization-started',
      'authorization-ended',
      'call-refused',
      'asked',
      'authorization-started',
      'authorization-ended',
      'answered',
      'call-repeated',
      'refreshed',
    ]);
    const told = events.map(line);
    expect(told[2]).toBe(
      '["call-refused",{"resource":"https://api.example/v1","method":"GET","path":"/v1/tasks","reason":"insufficient-scope","needed":["tasks:write"]}]',
    );
    expect(told[3]).toBe(
      '["asked",{"resource":"https://api.example/v1","scopes":["tasks:write"],"signInAgain":false,"byUser":false,"asked":true}]',
    );
    expect(told[5]).toBe(
      '["authorization-ended",{"purpose":"step-up","granted":{"https://api.example/v1":["files:read","tasks:write"]}}]',
    );
    const sent = world.sent.flatMap(({ authorization, params }) => [
      authorization?.replace('Bearer ', ''),
      params.get('code'),
      params.get('refresh_token'),
      params.get('code_verifier'),
    ]);
    const secrets = sent.filter((value): value is string => typeof value === 'string');
    expect(secrets.length).toBeGreaterThan(5);
    for (const secret of [...secrets, 'secret', 'value']) expect(told.join()).not.toContain(secret);
  });

  test('is told only those scopes of a challenge that the catalogue defines', async () => {
    const logger = vi.fn<(event: LogEvent) => void>();
    const { client } = await world.signedIn({ logger });
    world.server.use(
      http.get(`${resource}/echo`, () => {
        const challenge = 'Bearer error="insufficient_scope", scope="admin:all echoed.token.value"';
        return new Response(null, { status: 403, headers: { 'WWW-Authenticate': challenge } });
      }),
    );
    await client.fetch(`${resource}/echo`).catch(() => undefined);
    const [refused] = logger.mock.lastCall ?? [];
    expect(refused).toMatchObject({ type: 'call-refused', reason: 'insufficient-scope' });
    expect(JSON.stringify(refused)).toContain('"needed":["admin:all"]');
  });

  test('is told of an authorization that ends with an error that is nobody’s decision', async () => {
    const logger = vi.fn<(event: LogEvent) => void>();
    const { client } = await world.signedIn({ logger });
    world.switches.authorizationError = 'server_error';
    await expect(client.requestPermission('files:write')).rejects.toThrow(AuthorizationError);
    expect(logger).toHaveBeenLastCalledWith({
      type: 'authorization-ended',
      purpose: 'step-up',
      error: 'server_error',
    });
  });

  test('is told why nobody was asked', async () => {
    const logger = vi.fn<(event: LogEvent) => void>();
    const prompt = scriptedPrompt((request) => request.dismiss());
    const { client } = await world.signedIn({ logger, prompt });
    await client.fetch(`${resource}/tasks`).catch(() => undefined);
    await client.fetch(`${resource}/tasks`).catch(() => undefined);
    expect(logger).toHaveBeenLastCalledWith(
      expect.objectContaining({ type: 'asked', asked: false }),
    );
  });

  test('that throws stops nothing', async () => {
    const uncaught = vi.fn();
    process.once('uncaughtException', uncaught);
    const logger = vi.fn<() => void>().mockImplementationOnce(() => {
      throw new Error('broken');
    });
    const { client } = await world.signedIn({ logger });
    expect(client.granted.toString()).toBe('files:read');
    expect(uncaught).toHaveBeenCalledOnce();
    process.off('uncaughtException', uncaught);
  });
});
