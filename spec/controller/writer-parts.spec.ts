import { expect } from 'chai';
import type { ObjectText } from '../../lib/base/object-text.ts';
import type { ControllerCluster } from '../../lib/controller/controller-context.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { type SharedWriterParts, WriterParts } from '../../lib/controller/writer-parts.ts';
import { StatusKeys } from '../../lib/resource/status-keys.ts';
import { WriteLine } from '../../lib/resource/write-line.ts';
import { aWidget, aWidgetText } from '../support/a-widget.ts';

describe('WriterParts', () => {
  const tracked = new TrackedObject('team/a', 'uid-a');
  const object = aWidget();
  const newest = aWidgetText({ version: 2 });
  const asked: unknown[] = [];
  const cluster: Partial<ControllerCluster> = {
    mergePatchText: async (reference, patch) => {
      asked.push([reference.name, patch]);
      return newest;
    },
  };
  const shared = (of = cluster): SharedWriterParts => ({
    informer: {
      text: (key): ObjectText | undefined => (key === 'team/a' ? newest : undefined),
      changed: (version) => {
        asked.push(version);
        return { kind: 'stale' };
      },
    },
    statusSubresource: true,
    statusKeys: new StatusKeys({ gated: true, report: () => undefined }),
    clusterOf: () => of as ControllerCluster,
    referenceTo: ({ metadata }) => ({ apiVersion: 'v1', kind: 'Widget', name: metadata.name }),
  });

  it('are those of the one object', async () => {
    const parts = new WriterParts(shared(), { tracked, object, handler: 'ensureCreated' });
    expect([parts.creating, parts.gone, parts.subresource, parts.newest()]).to.deep.equal([true, false, true, newest]);
    expect(await parts.patchText?.({ status: {} }, {})).to.equal(newest);
    parts.observed(object);
    expect(asked).to.deep.equal([['a', { status: {} }], object]);
  });

  it('have no patch whose answer stays text where the cluster has none', () => {
    expect(new WriterParts(shared({}), { tracked, object }).patchText).to.equal(undefined);
  });

  it('know the line of the object as soon as there is one', () => {
    const parts = new WriterParts(shared(), { tracked, object });
    expect(parts.line).to.equal(undefined);
    tracked.line = new WriteLine();
    expect(parts.line).to.equal(tracked.line);
  });
});
