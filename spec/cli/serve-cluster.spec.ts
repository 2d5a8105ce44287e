import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { OperatorError } from '../../lib/base/errors.ts';
import { serveEmbeddedCluster } from '../../lib/cli/serve-cluster.ts';
import { AS_ADMIN } from '../support/embedded-session.ts';

const serverOf = (kubeconfig: string): string => parse(kubeconfig).clusters[0].cluster.server;

describe('serveEmbeddedCluster', () => {
  it('serves on any free port, until it is closed', async () => {
    const cluster = await serveEmbeddedCluster({ port: 0 });
    const url = serverOf(cluster.kubeconfig);
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

  it('keeps its state in a file from one run to the next', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tskubeop-serve-'));
    const state = join(folder, 'state.yaml');
    const serveAndList = async (add?: object) => {
      const cluster = await serveEmbeddedCluster({ port: 0, state });
      const url = `${serverOf(cluster.kubeconfig)}/api/v1/namespaces`;
      try {
        if (add)
          await fetch(url, { method: 'POST', body: JSON.stringify(add), headers: { ...AS_ADMIN, 'Content-Type': 'application/json' } });
        const { items } = (await (await fetch(url, { headers: AS_ADMIN })).json()) as {
          items: { metadata: { name: string; uid: string } }[];
        };
        return items.find(({ metadata }) => metadata.name === 'team')?.metadata;
      } finally {
        await cluster.close();
      }
    };
    try {
      const created = await serveAndList({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
      expect(created?.uid).to.be.a('string');
      expect(await serveAndList()).to.deep.equal(created);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('serves nothing out of a file that is something else, and leaves it alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tskubeop-serve-'));
    const state = join(folder, 'state.yaml');
    try {
      await writeFile(state, 'kind: Pod\n');
      const error = await serveEmbeddedCluster({ port: 0, state }).catch((reason) => reason);
      expect(error.message).to.match(/state\.yaml is not the state of a cluster/);
      expect(await readFile(state, 'utf8')).to.equal('kind: Pod\n');
    } finally {
      await rm(folder, { recursive: true });
    }
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
