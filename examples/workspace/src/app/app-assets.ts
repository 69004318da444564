import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';

/** One file that the app server can answer with. */
export interface AppAsset {
  readonly contentType: string;
  readonly body: Buffer;
}

const contentTypes: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Reads the bundled app into memory, by URL path. The server answers from this map alone, so no
 * request path is ever turned into a file name.
 * @throws {Error} if the bundle is missing; the message names the command that makes it.
 */
export async function readAppAssets(directory: URL): Promise<ReadonlyMap<string, AppAsset>> {
  const names = await readdir(directory).catch((): string[] => []);
  if (!names.includes('app.js') || !names.includes('index.html')) {
    throw new Error('The app has not been bundled: run "npm run build" first.');
  }
  const assets = await Promise.all(
    names.map(async (name): Promise<[string, AppAsset]> => {
      const contentType = contentTypes[extname(name)] ?? 'application/octet-stream';
      return [`/${name}`, { contentType, body: await readFile(new URL(name, directory)) }];
    }),
  );
  return new Map(assets);
}
