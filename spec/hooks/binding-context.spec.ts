import { expect } from 'chai';
import { contextText, mergeReasons, type RunReason, type ShownObject } from '../../lib/hooks/binding-context.ts';

const shown = (name: string, filterResult?: string): ShownObject => ({ object: `{"metadata":{"name":"${name}"}}`, filterResult });
const common = { binding: 'pods', group: '', includeSnapshotsFrom: [] };
const event = (more: object = {}): RunReason =>
  ({ ...common, type: 'Event', watchEvent: 'Added', shown: shown('a'), ...more }) as RunReason;
const snapshots = (name: string) => (name === 'empty' ? [] : [shown('s', '{"x":1}')]);
const text = (...reasons: RunReason[]) => contextText(mergeReasons(reasons), reasons, snapshots);

describe('contextText', () => {
  it('writes each kind of reason, byte by byte', () => {
    expect(text({ ...common, type: 'onStartup', binding: 'onStartup' })).to.equal('[{"binding":"onStartup"}]\n');
    expect(text({ ...common, type: 'Schedule' })).to.equal('[{"binding":"pods","type":"Schedule"}]\n');
    expect(text({ ...common, type: 'Synchronization', read: () => [] })).to.equal(
      '[{"binding":"pods","type":"Synchronization","objects":[]}]\n',
    );
    expect(text({ ...common, type: 'Synchronization', read: () => [shown('a'), shown('b', 'null')] })).to.equal(
      '[{"binding":"pods","type":"Synchronization","objects":[{"object":{"metadata":{"name":"a"}}},{"object":{"metadata":{"name":"b"}},"filterResult":null}]}]\n',
    );
    expect(text(event())).to.equal('[{"binding":"pods","type":"Event","watchEvent":"Added","object":{"metadata":{"name":"a"}}}]\n');
    expect(text(event({ shown: { object: undefined, filterResult: '7' }, watchEvent: 'Deleted' }))).to.equal(
      '[{"binding":"pods","type":"Event","watchEvent":"Deleted","filterResult":7}]\n',
    );
  });

  it('writes of a group no more than its name', () => {
    for (const reason of [
      event({ group: 'g' }),
      { ...common, type: 'Schedule', group: 'g' },
      { ...common, type: 'Synchronization', group: 'g', read: () => [] },
    ] as RunReason[]) {
      expect(text(reason)).to.equal('[{"binding":"pods","type":"Group","groupName":"g"}]\n');
    }
  });

  it('shows the bindings that are asked for, in order, also those without objects', () => {
    expect(text(event({ group: 'g', includeSnapshotsFrom: ['empty', 'full'] }))).to.equal(
      '[{"binding":"pods","type":"Group","groupName":"g","snapshots":{"empty":[],"full":[{"object":{"metadata":{"name":"s"}},"filterResult":{"x":1}}]}}]\n',
    );
  });

  it('merges what is of one group', () => {
    expect(text(event({ group: 'g' }), event({ group: 'g', binding: 'last' }))).to.equal(
      '[{"binding":"last","type":"Group","groupName":"g"}]\n',
    );
  });

  it('reads each binding once, whatever changes meanwhile', () => {
    let reads = 0;
    const reasons = [event({ includeSnapshotsFrom: ['b'] }), event({ includeSnapshotsFrom: ['b'] })];
    contextText(mergeReasons(reasons), reasons, () => {
      reads++;
      return [];
    });
    expect(reads).to.equal(1);
  });

  it('notes that a Synchronization is shown also where a group hides its objects', () => {
    let read = 0;
    const reason = { ...common, type: 'Synchronization', group: 'g', read: () => [shown(String(read++))] } as RunReason;
    text(reason);
    expect(read).to.equal(1);
    text(reason, reason, event({ group: 'g' }));
    expect(read).to.equal(3);
  });
});

describe('mergeReasons', () => {
  it('leaves the last of neighbours of one group', () => {
    const reasons = ['g', 'g', '', '', 'g', 'h', 'h'].map((group, index) => event({ group, binding: String(index) }));
    expect(mergeReasons(reasons).map(({ binding }) => binding)).to.deep.equal(['1', '2', '3', '4', '6']);
  });
});
