import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalServerOptions {
  /** Port to listen on; 0 picks a free one. */
  readonly port: number;
  /** Environment variable that sets the port, named when the port is in use. */
  readonly portVariable: string;
}

export interface LocalServer {
  readonly url: string;
  /** Stops listening, lets requests under way end, and resolves when the port is free again. */
  close(): Promise<void>;
}

/** How long requests under way may still take once the server is told to stop. */
const graceMs = 2000;

/**
 * Serves `listener` on localhost.
 * @throws {Error} if the port is in use; the message names the variable that sets another.
 */
export async function startLocalServer(
  listener: RequestListener,
  { port, portVariable }: LocalServerOptions,
): Promise<LocalServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is in use: set ${portVariable} to a free port.`, { cause })
          : cause,
      );
    });
    server.listen(port, 'localhost', resolve);
  });

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close((error) => {
          clearTimeout(timer);
          if (error === undefined) resolve();
          else reject(error);
        });
      }),
  };
}
