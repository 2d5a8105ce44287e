/**
 * Ports of the loopback interface that nobody listens on at this moment. Whoever takes one later can still lose it to another
 * program, and must be ready to ask again.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** As many different free ports as asked for. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    return await Promise.all(
      servers.map(async (server) => {
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        return (server.address() as AddressInfo).port;
      }),
    );
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
