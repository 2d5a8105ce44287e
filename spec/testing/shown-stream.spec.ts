import { expect } from 'chai';
import type { NetworkAnswer, NetworkRequest, SendRequest } from '../../lib/cluster/network.ts';
import { ExplorationPace } from '../../lib/testing/exploration-pace.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { ShownStream, type StreamEvent } from '../../lib/testing/shown-stream.ts';

const request: NetworkRequest = { method: 'GET', path: '/api/v1/pods?watch=true&sendInitialEvents=true', headers: {}, body: undefined };
const line = (type: string, name: string, version: number) =>
  `${JSON.stringify({ type, object: { kind: 'Pod', metadata: { name, namespace: 'd', uid: name, resourceVersion: `${version}` }, status: { phase: 'Running' } } })}\n`;

/** A stream, with what it is given and what it gives. */
function stage(shown: (event: StreamEvent) => 'pass' | 'hold' | 'skip', past?: string) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const out: string[] = [];
  const told: string[] = [];
  const upstream: NetworkAnswer[] = [];
  let rest = '';
  const answer: NetworkAnswer = {
    start: (status) => out.push(`${status}`),
    data: (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const each of lines) {
        const { type, object } = JSON.parse(each);
        out.push(`${type} ${object.metadata.name ?? ''}`.trim());
      }
    },
    end: () => out.push('end'),
    fail: () => out.push('broken'),
  };
  const send: SendRequest = ({ path }, taker) => {
    asked.push(path);
    upstream.push(taker);
    return () => told.push('given up');
  };
  const pace = new ExplorationPace({ mostRequests: 9, outsideMilliseconds: 0 });
  const skipped = () => told.push('skipped');
  const stream = new ShownStream({ request, answer, send, clock, pace, lagSeconds: 3, resource: 'pods', past, shown, skipped });
  const giveUp = stream.open();
  const [server] = upstream as [NetworkAnswer];
  return { clock, asked, out, told, upstream, server, giveUp };
}

describe('ShownStream', () => {
  it('passes on what may be shown, whole lines at a time', () => {
    const events: StreamEvent[] = [];
    const { server, out } = stage((event) => {
      events.push(event);
      return 'pass';
    });
    server.start(200, {});
    const text = line('ADDED', 'a', 5) + line('MODIFIED', 'a', 6);
    server.data(Buffer.from(text.slice(0, 30)));
    server.data(Buffer.from(text.slice(30)));
    server.end();
    expect(out).to.deep.equal(['200', 'ADDED a', 'MODIFIED a', 'end']);
    expect(events[0]).to.deep.equal({ type: 'ADDED', signature: 'pods d/a', version: 5, summary: ' (Running)' });
  });

  it('holds back an event with all that follow, for a while', async () => {
    const { server, out, clock } = stage(({ version }) => (version === 5 ? 'hold' : 'pass'));
    server.data(Buffer.from(line('ADDED', 'a', 5) + line('ADDED', 'b', 6) + line('MODIFIED', 'a', 7)));
    await clock.advance(2999);
    expect(out).to.deep.equal([]);
    await clock.advance(1);
    expect(out).to.deep.equal(['ADDED a', 'ADDED b', 'MODIFIED a']);
    expect(clock.timers).to.equal(0);
  });

  it('ends where a newer state of what is skipped is there', () => {
    const { server, out, told, clock } = stage(({ version }) => (version === 5 ? 'skip' : 'pass'));
    server.data(Buffer.from(line('ADDED', 'a', 5) + line('ADDED', 'b', 6)));
    expect([out, told]).to.deep.equal([[], []]);
    server.data(Buffer.from(line('MODIFIED', 'a', 7)));
    expect(out).to.deep.equal(['end']);
    expect(told).to.deep.equal(['given up', 'skipped']);
    expect(clock.timers).to.equal(0);
  });

  it('is only late where no newer state comes', async () => {
    const { server, out, told, clock } = stage(({ version }) => (version === 5 ? 'skip' : 'pass'));
    server.data(Buffer.from(line('DELETED', 'a', 5)));
    await clock.advance(3000);
    expect([out, told]).to.deep.equal([['DELETED a'], []]);
  });

  it('begins in the past, and goes on with what came later', async () => {
    const { asked, upstream, out, clock } = stage(() => 'pass', '7');
    const [list] = upstream as [NetworkAnswer];
    list.start(200, {});
    const metadata = { name: 'old', uid: 'old', resourceVersion: '3' };
    list.data(
      Buffer.from(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items: [{ metadata }] })),
    );
    list.end();
    expect(out).to.deep.equal(['200', 'ADDED old', 'BOOKMARK']);
    await clock.advance(3000);
    expect(asked).to.deep.equal(['/api/v1/pods?resourceVersion=7&resourceVersionMatch=Exact', '/api/v1/pods?watch=true&resourceVersion=7']);
    upstream[1]?.start(200, {});
    upstream[1]?.data(Buffer.from(line('MODIFIED', 'old', 8)));
    expect(out.slice(3)).to.deep.equal(['MODIFIED old']);
  });

  it('is not done with a list of the past before what it holds back of it, and goes on all the same', async () => {
    for (const verdict of ['hold', 'skip'] as const) {
      const { upstream, out, clock } = stage(({ version }) => (version === 3 ? verdict : 'pass'), '7');
      const [list] = upstream as [NetworkAnswer];
      list.start(200, {});
      const items = [{ metadata: { name: 'old', uid: 'old', resourceVersion: '3' } }];
      list.data(Buffer.from(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items })));
      list.end();
      expect(out).to.deep.equal(['200']);
      await clock.advance(3000);
      expect(out).to.deep.equal(['200', 'ADDED old', 'BOOKMARK']);
      upstream[1]?.start(200, {});
      upstream[1]?.data(Buffer.from(line('MODIFIED', 'old', 8)));
      expect(out.slice(3)).to.deep.equal(['MODIFIED old']);
      expect(clock.timers).to.equal(0);
    }
  });

  it("says what the server says where the past can't be had", () => {
    const { upstream, out } = stage(() => 'pass', '7');
    upstream[0]?.start(410, {});
    upstream[0]?.data(Buffer.from(''));
    upstream[0]?.end();
    expect(out).to.deep.equal(['410', 'end']);
  });

  it('ends when it is given up', async () => {
    const { server, giveUp, told, out, clock } = stage(() => 'hold');
    server.data(Buffer.from(line('ADDED', 'a', 5)));
    giveUp();
    await clock.advance(5000);
    expect([told, out]).to.deep.equal([['given up'], []]);
  });
});
