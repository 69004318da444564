import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A port that is taken, and answers nothing before `serve` says what: servers name each other's URLs. */
export interface Listening {
  readonly url: string;
  serve(listener: RequestListener): void;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of this machine. */
export async function listen(): Promise<Listening> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    serve: (listener) => void server.on('request', listener),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
