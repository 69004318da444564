import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTestIssuer } from '../../packages/testing/src/index.js';
import { freePorts } from '../support/free-ports.js';
import { until } from '../support/until.js';

const source = 'examples/first-steps/src/guarded-route.ts';
const built = 'examples/first-steps/build/guarded-route.js';

/** An empty folder in which only the packages are installed that the program imports. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepscope-guarded-route-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules/@stepscope'), { recursive: true });
  for (const name of ['core', 'express']) {
    symlinkSync(resolve('packages', name), join(folder, 'node_modules/@stepscope', name));
  }
  const express = resolve('packages/express/node_modules/express');
  symlinkSync(express, join(folder, 'node_modules/express'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

test('a guarded route takes twenty lines in an empty folder', async () => {
  expect(readFileSync(source, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(20);

  const { port } = await freePorts('port');
  const resource = `http://localhost:${port}`;
  await using issuer = await startTestIssuer({ audience: resource });
  const folder = emptyFolder();
  const program = readFileSync(built, 'utf8')
    .replace('http://localhost:4400', issuer.issuer)
    .replaceAll('4401', String(port));
  writeFileSync(join(folder, 'server.js'), program);
  const server = spawn(process.execPath, ['server.js'], { cwd: folder, stdio: 'inherit' });
  onTestFinished(async () => {
    server.kill();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  });

  const call = async (scopes?: readonly string[]): Promise<Response> => {
    const token = scopes && (await issuer.mint({ scopes }));
    return fetch(
      `${resource}/files`,
      token ? { headers: { Authorization: `Bearer ${token}` } } : {},
    );
  };
  await until(
    () => call().catch(() => undefined),
    (response) => expect(response?.status).toBe(401),
  );
  const [refused, passed] = [await call([]), await call(['files:read'])];
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ action: 'files.list', missing: ['files:read'] });
  expect(passed.status).toBe(200);
  expect(await passed.json()).toEqual({ files: ['welcome.txt'], owner: 'user-1' });
  const actions = await fetch(`${resource}/.well-known/stepscope`);
  expect(await actions.json()).toMatchObject({
    actions: { 'files.list': { title: 'List files' } },
  });
});
