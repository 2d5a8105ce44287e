import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { freePorts } from '../../lib/testing/free-ports.ts';

describe('freePorts', () => {
  it('gives different ports, each of which can be listened on', async () => {
    const ports = await freePorts(5);
    expect(new Set(ports).size).to.equal(5);
    for (const port of ports) {
      const server = createServer().listen(port, '127.0.0.1');
      await once(server, 'listening');
      server.close();
    }
  });

  it('gives none when none is asked for', async () => {
    expect(await freePorts(0)).to.deep.equal([]);
  });
});
