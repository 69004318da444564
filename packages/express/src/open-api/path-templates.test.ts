import express, { type RequestHandler } from 'express';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { routePath } from '../routes/route-path.js';
import { pathTemplates } from './path-templates.js';

test.each<[string | RegExp, readonly string[] | undefined]>([
  ['/', ['/']],
  ['/files', ['/files']],
  ['/files/', ['/files']],
  ['/files/:id', ['/files/{id}']],
  ['/files/:id.json', ['/files/{id}.json']],
  ['/flights/:from-:to', ['/flights/{from}-{to}']],
  ['/files/:"file id"', ['/files/{file id}']],
  ['/files{/:id}', ['/files/{id}', '/files']],
  ['{/:tenant}', ['/{tenant}', '/']],
  ['files', undefined],
  ['/a{/b{/c}}', ['/a/b/c', '/a', '/a/b']],
  ['/files/:id?', ['/files/{id}', '/files']],
  ['/:id?/x', ['/{id}/x', '/x']],
  ['/a{/b}{/c}{/d}{/e}{/f}', undefined],
  ['/files/*path', undefined],
  ['/*', undefined],
  ['/files/:id(\\d+)', undefined],
  ['/ab?cd', undefined],
  ['/ab+cd', undefined],
  ['/a(bc)?', undefined],
  ['/a\\:b', undefined],
  [/^\/a/, undefined],
])('%s means %j', (written, templates) => {
  expect(pathTemplates(routePath(written, false))).toEqual(templates);
});

test('a template matches what Express matches', () => {
  const segment = fc.oneof(
    fc.stringMatching(/^[a-z0-9._~-]{1,6}$/),
    fc.stringMatching(/^[a-z]{1,4}$/).map((name) => `:${name}`),
  );
  fc.assert(
    fc.property(fc.uniqueArray(segment, { minLength: 1, maxLength: 4 }), (segments) => {
      const written = `/${segments.join('/')}`;
      const [template, ...others] = pathTemplates(routePath(written, false))!;
      expect(others).toEqual([]);
      const url = template!.replace(/\{[^}]*\}/g, 'value');
      let handled = false;
      const handler: RequestHandler = () => void (handled = true);
      const router = express.Router().get(written, handler);
      router({ method: 'GET', url } as never, {} as never, () => {});
      expect(handled).toBe(true);
    }),
  );
});
