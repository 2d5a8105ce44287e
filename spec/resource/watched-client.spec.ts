import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { Client, WriteOptions } from '../../lib/cluster/client.ts';
import { watchedClient } from '../../lib/resource/watched-client.ts';
import type { IntendedWrite } from '../../lib/resource/write-loop.ts';
import { aWidget } from '../support/a-widget.ts';

const REFERENCE = { apiVersion: 'bench.example.com/v1', kind: 'Widget', namespace: 'team', name: 'a' };

describe('watchedClient', () => {
  let known: StoredObject | undefined;
  let may: boolean;
  let asked: IntendedWrite[];
  let wrote: IntendedWrite[];
  let sent: unknown[];
  const inner = new Proxy({} as Client, {
    get:
      (_target, name) =>
      async (...parameters: unknown[]) => {
        sent.push([name, ...parameters]);
        return aWidget({ version: 9 });
      },
  });
  const client = watchedClient({
    client: inner,
    known: () => known,
    writes: {
      mayWrite(write) {
        asked.push(write);
        return may;
      },
      wrote: (write) => wrote.push(write),
      deleted: () => {},
    },
  });
  beforeEach(() => {
    known = aWidget({ spec: { size: 1 } });
    may = true;
    asked = [];
    wrote = [];
    sent = [];
  });
  const patch = (body: object, options?: WriteOptions) => client.mergePatch(REFERENCE, body, options);

  it('counts a patch that changes something', async () => {
    expect((await patch({ metadata: { resourceVersion: '1' }, spec: { size: 2 } })).metadata.resourceVersion).to.equal('9');
    expect(asked.map(({ name, missing }) => [name, missing])).to.deep.equal([
      ['Widget team/a', [{ path: 'spec.size', live: 1, wanted: 2 }]],
    ]);
    expect(wrote).to.deep.equal(asked);
  });

  it('leaves it out when told so, and answers what is there', async () => {
    may = false;
    expect(await patch({ spec: { size: 2 } })).to.equal(known);
    expect([sent, wrote]).to.deep.equal([[], []]);
  });

  it('tells a subresource from the object', async () => {
    await patch({ status: { x: 1 } }, { subresource: 'status' });
    await patch({ spec: { size: 2 } });
    expect(new Set(asked.map(({ key }) => key)).size).to.equal(2);
  });

  for (const [what, body, options, object] of [
    ['changes nothing', { spec: { size: 1 } }, {}, aWidget({ spec: { size: 1 } })],
    ['is of an unknown object', { spec: { size: 2 } }, {}, undefined],
    ['is only tried', { spec: { size: 2 } }, { dryRun: true }, aWidget()],
  ] as const) {
    it(`does not count a patch that ${what}, but sends it`, async () => {
      known = object;
      await patch(body, options);
      expect(asked).to.deep.equal([]);
      expect(sent).to.deep.equal([['mergePatch', REFERENCE, body, options]]);
    });
  }

  it('does everything else as the client does', async () => {
    const other = { name: 'b' };
    for (const name of ['get', 'find', 'list', 'create', 'replace', 'apply', 'jsonPatch', 'delete'] as const) {
      sent = [];
      await (client[name] as (...parameters: unknown[]) => Promise<unknown>)(REFERENCE, other, other);
      expect(sent[0]).to.deep.equal(name === 'jsonPatch' ? [name, REFERENCE, other, other] : [name, REFERENCE, other]);
    }
  });
});
