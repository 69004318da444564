import express from 'express';
import type { PageScripts } from './page/bundle-page.js';

/** What the page must know of the servers. */
export interface PageConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly resource: string;
}

/** Serves the application: every path that is no script is its one page. */
export function createPage(scripts: PageScripts, config: PageConfig): express.Express {
  return express().get('/{*path}', ({ path }, response) => {
    const script = scripts[path.slice(1)];
    if (script === undefined) response.send(htmlOf(config));
    else response.type('text/javascript').send(script);
  });
}

function htmlOf(config: PageConfig): string {
  return `<!doctype html>
    <title>Interop</title>
    <main></main>
    <p>Status: <span id="status">starting</span></p>
    <p>Granted: <span id="granted"></span></p>
    <p>Denied: <span id="denied"></span></p>
    <output></output>
    <script type="application/json" id="config">${JSON.stringify(config)}</script>
    <script type="module" src="/app.js"></script>`;
}
