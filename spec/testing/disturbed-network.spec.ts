import { expect } from 'chai';
import type { NetworkAnswer, SendRequest } from '../../lib/cluster/network.ts';
import type { Disturbance } from '../../lib/testing/disturbance.ts';
import { DisturbedNetwork, type OperatorLife, type Return } from '../../lib/testing/disturbed-network.ts';
import { ExplorationPace } from '../../lib/testing/exploration-pace.ts';
import { traceEntry } from '../../lib/testing/exploration-trace.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const POD = '/api/v1/namespaces/default/pods/a';
const request = { signature: `PATCH ${POD}`, occurrence: 1 };
const settled = async () => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** A network with one process, and what came of what it sent. */
function stage(...disturbances: Disturbance[]) {
  const reached: string[] = [];
  const notes: string[] = [];
  const died: Return[] = [];
  const send: SendRequest = ({ method, path }, answer) => {
    setImmediate(() => {
      reached.push(`${method} ${path}`);
      answer.start(200, {});
      answer.data(Buffer.from('{}'));
      answer.end();
    });
    return () => {};
  };
  const network = new DisturbedNetwork({
    disturbances,
    send,
    clock: new FakeClock(),
    pace: new ExplorationPace({ mostRequests: 99, outsideMilliseconds: 0 }),
    revision: () => '42',
    beginning: () => '7',
    depose: async () => void reached.push('deposed'),
    note: (note) => notes.push(`${note.what} ${traceEntry(0, note).text}`),
    lagSeconds: 3,
  });
  let isAlive = true;
  const life = {
    get isAlive() {
      return isAlive;
    },
    past: undefined as string | undefined,
    die(comesBack: Return) {
      isAlive = false;
      died.push(comesBack);
    },
  } satisfies OperatorLife;
  const ask = async (method: string, path: string) => {
    const heard: string[] = [];
    const answer: NetworkAnswer = {
      start: (status) => heard.push(`${status}`),
      data: () => {},
      end: () => heard.push('end'),
      fail: (error) => heard.push((error as NodeJS.ErrnoException).code ?? error.message),
    };
    network.networkOf(life)({ method, path, headers: {}, body: '{"a":1}' }, answer, send);
    await settled();
    return heard;
  };
  return { network, reached, notes, died, life, ask };
}

describe('DisturbedNetwork', () => {
  it('passes on and notes what goes by', async () => {
    const { network, ask, notes } = stage();
    expect(await ask('PATCH', POD)).to.deep.equal(['200', 'end']);
    expect(await ask('GET', POD)).to.deep.equal(['200', 'end']);
    expect(network.requests.map(({ sort, mark }) => `${sort} ${mark.signature}`)).to.deep.equal([`write PATCH ${POD}`, `read GET ${POD}`]);
    expect(notes).to.deep.equal(['wrote PATCH pods default/a {"a":1} → 200']);
  });

  it('never notes what is in a Secret', async () => {
    const { ask, notes } = stage();
    await ask('PATCH', '/api/v1/namespaces/default/secrets/s');
    expect(notes).to.deep.equal(['wrote PATCH secrets default/s → 200']);
  });

  it('lets the process die before the request leaves', async () => {
    const { ask, reached, died, network } = stage({ kind: 'kill', when: 'before', request });
    expect(await ask('PATCH', POD)).to.deep.equal([]);
    expect([reached, died, network.unmet]).to.deep.equal([[], [{}], []]);
    expect(await ask('PATCH', POD)).to.deep.equal([]);
  });

  it('lets it die before the answer comes, and says how it comes back', async () => {
    for (const [disturbance, comesBack] of [
      [{ kind: 'kill', when: 'after', request }, {}],
      [{ kind: 'absence', request }, { absent: true }],
      [{ kind: 'past', request, since: 'the write' }, { past: '42' }],
      [{ kind: 'past', request, since: 'the beginning' }, { past: '7' }],
    ] as const) {
      const { ask, reached, died } = stage(disturbance);
      expect(await ask('PATCH', POD)).to.deep.equal([]);
      expect([reached, died]).to.deep.equal([[`PATCH ${POD}`], [comesBack]]);
    }
  });

  it('refuses once, without the server knowing of it', async () => {
    for (const [how, status] of [
      ['conflict', '409'],
      ['throttled', '429'],
      ['error', '500'],
    ] as const) {
      const { ask, reached } = stage({ kind: 'failure', how, request });
      expect(await ask('PATCH', POD)).to.deep.equal([status, 'end']);
      expect(reached).to.deep.equal([]);
      expect(await ask('PATCH', POD)).to.deep.equal(['200', 'end']);
    }
  });

  it('loses the answer of what was done', async () => {
    const { ask, reached } = stage({ kind: 'failure', how: 'reset', request });
    expect(await ask('PATCH', POD)).to.deep.equal(['ECONNRESET']);
    expect(reached).to.deep.equal([`PATCH ${POD}`]);
  });

  it('takes the lease before a write, which is not held back', async () => {
    const { ask, reached } = stage({ kind: 'deposed', request });
    expect(await ask('PATCH', POD)).to.deep.equal(['200', 'end']);
    expect(reached).to.deep.equal(['deposed', `PATCH ${POD}`]);
  });

  it('counts what is alike', async () => {
    const { ask, network } = stage({ kind: 'kill', when: 'before', request: { ...request, occurrence: 2 } });
    expect(await ask('PATCH', POD)).to.deep.equal(['200', 'end']);
    expect(network.unmet).to.have.lengthOf(1);
    expect(await ask('PATCH', POD)).to.deep.equal([]);
  });

  it('lists the past to a process that begins in it', async () => {
    const { ask, reached, life } = stage();
    life.past = '5';
    await ask('GET', '/api/v1/namespaces/default/pods');
    await ask('GET', POD);
    expect(reached).to.deep.equal(['GET /api/v1/namespaces/default/pods?resourceVersion=5&resourceVersionMatch=Exact', `GET ${POD}`]);
  });
});
