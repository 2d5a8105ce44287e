import { createServer } from 'node:net';
import { expect } from 'chai';
import { OperatorError } from '../../lib/base/errors.ts';
import { serveEmbeddedCluster } from '../../lib/cli/serve-cluster.ts';

describe('serveEmbeddedCluster', () => {
  it('serves on any free port, until it is closed', async () => {
    const cluster = await serveEmbeddedCluster({ port: 0 });
    const url = /server: "?(http[^"}]+)/.exec(cluster.kubeconfig)?.[1] ?? '';
    try {
      expect((await fetch(`${url}/version`)).status).to.equal(200);
    } finally {
      await cluster.close();
    }
    expect(
      await fetch(`${url}/version`).then(
        () => 'served',
        () => 'closed',
      ),
    ).to.equal('closed');
  });

  it('names a port that is in use', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    try {
      const error = await serveEmbeddedCluster({ port }).catch((reason) => reason);
      expect(OperatorError.is(error)).to.equal(true);
      expect(error.message).to.equal(
        `port ${port} is in use by another program; choose another one with --port, or none for any that is free`,
      );
    } finally {
      other.close();
    }
  });
});
