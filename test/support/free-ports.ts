import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * As many different ports of localhost on which nothing listens. They lie below the range from which
 * systems take the ports of outgoing connections, so that none of those takes one in the meantime.
 */
export async function freePorts<const Names extends readonly string[]>(
  ...names: Names
): Promise<Record<Names[number], number>> {
  const ports = new Set<number>();
  while (ports.size < names.length) {
    const port = randomInt(20_000, 32_768);
    if (await isFree(port)) ports.add(port);
  }
  const free = [...ports];
  return Object.fromEntries(names.map((name, index) => [name, free[index]])) as Record<
    Names[number],
    number
  >;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, 'localhost', () => server.close(() => resolve(true)));
  });
}
