/** Discovery: asked once, shared, and asked again for what was missing. */
import { expect } from 'chai';
import { ApiError } from '../../lib/base/errors.ts';
import { Discovery } from '../../lib/cluster/discovery.ts';
import type { Transport, TransportRequest, TransportResponse } from '../../lib/cluster/transport.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { rejection } from './support/rejection.ts';

const CORE = {
  resources: [
    { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['get', 'list'] },
    { name: 'pods/status', kind: 'Pod', namespaced: true, verbs: ['get'] },
    { name: 'pods/eviction', kind: 'Eviction', namespaced: true, verbs: ['create'] },
    { name: 'nodes', kind: 'Node', namespaced: false, verbs: ['get'] },
  ],
};

/** Answers by path; a path that is missing is 404. */
class DocumentTransport implements Transport {
  readonly server = 'http://api';
  readonly asked: string[] = [];
  documents: Record<string, unknown>;
  status = 200;

  constructor(documents: Record<string, unknown>) {
    this.documents = documents;
  }

  async request({ path }: TransportRequest): Promise<TransportResponse> {
    this.asked.push(path);
    const document = this.documents[path];
    const text = document ? JSON.stringify(document) : '404 page not found';
    const status = document ? this.status : 404;
    return { status, headers: {}, text: async () => text, body: { destroy() {}, async *[Symbol.asyncIterator]() {} } };
  }

  async close(): Promise<void> {}
}

describe('Discovery', () => {
  let clock: FakeClock;
  let transport: DocumentTransport;
  let discovery: Discovery;
  beforeEach(() => {
    clock = new FakeClock();
    transport = new DocumentTransport({ '/api/v1': CORE });
    discovery = new Discovery(transport, clock);
  });

  it('asks once for a group’s version, however many want to know', async () => {
    expect(discovery.known('v1', 'Pod')).to.equal(undefined);
    const [pod, node] = await Promise.all([discovery.resource('v1', 'Pod'), discovery.resource('v1', 'Node')]);
    expect(pod).to.deep.equal({
      group: '',
      version: 'v1',
      plural: 'pods',
      kind: 'Pod',
      namespaced: true,
      verbs: ['get', 'list'],
      subresources: ['status', 'eviction'],
    });
    expect(node.namespaced).to.equal(false);
    expect(await discovery.findPlural('v1', 'nodes')).to.equal(node);
    expect(discovery.known('v1', 'Pod')).to.equal(pod);
    expect(transport.asked).to.deep.equal(['/api/v1']);
  });

  it('looks again for a kind that was missing, once a second at most', async () => {
    expect(await discovery.find('demo.io/v1', 'Printer')).to.equal(undefined);
    transport.documents['/apis/demo.io/v1'] = { resources: [{ name: 'printers', kind: 'Printer', namespaced: true }] };
    await clock.advance(999);
    expect(await discovery.find('demo.io/v1', 'Printer')).to.equal(undefined);
    await clock.advance(1);
    expect((await discovery.find('demo.io/v1', 'Printer'))?.plural).to.equal('printers');
    expect(transport.asked).to.have.length(2);
  });

  it('forgets what it is told to forget', async () => {
    await discovery.find('demo.io/v1', 'Printer');
    transport.documents['/apis/demo.io/v1'] = { resources: [{ name: 'printers', kind: 'Printer' }] };
    discovery.invalidate('demo.io/v1');
    expect(await discovery.find('demo.io/v1', 'Printer')).to.be.an('object');
  });

  it('does not keep what a look brought that began before the forgetting', async () => {
    const early = discovery.find('demo.io/v1', 'Printer');
    transport.documents['/apis/demo.io/v1'] = { resources: [{ name: 'printers', kind: 'Printer' }] };
    discovery.invalidate('demo.io/v1');
    await early;
    expect(await discovery.find('demo.io/v1', 'Printer')).to.be.an('object');
  });

  it('names apiVersion, kind and the nearest one', async () => {
    const near = await rejection(discovery.resource('v1', 'pod'));
    expect(near).to.be.instanceOf(ApiError);
    expect([near.status, near.reason]).to.deep.equal([404, 'UnknownKind']);
    expect(near.message).to.include('no kind pod in v1').and.include('did you mean Pod?');
    const far = await rejection(discovery.resource('demo.io/v1', 'Printer'));
    expect(far.message).to.include('no kind Printer in demo.io/v1').and.include('is its CRD installed?');
  });

  it('passes a refusal on and asks anew the next time', async () => {
    transport.status = 503;
    expect((await rejection(discovery.resource('v1', 'Pod'))).status).to.equal(503);
    transport.status = 200;
    expect((await discovery.resource('v1', 'Pod')).kind).to.equal('Pod');
  });
});
