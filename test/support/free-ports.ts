import { createServer, type AddressInfo } from 'node:net';

/** As many different ports of localhost on which nothing listens. */
export async function freePorts<const Names extends readonly string[]>(
  ...names: Names
): Promise<Record<Names[number], number>> {
  const servers = await Promise.all(
    names.map(async (name) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
      return { name, server, port: (server.address() as AddressInfo).port };
    }),
  );
  await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  const ports = Object.fromEntries(servers.map(({ name, port }) => [name, port]));
  return ports as Record<Names[number], number>;
}
