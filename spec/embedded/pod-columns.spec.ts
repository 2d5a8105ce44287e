import { expect } from 'chai';
import { podStatusCells } from '../../lib/embedded/pod-columns.ts';

describe('podStatusCells', () => {
  const cells = (status: object, metadata: object = {}) =>
    podStatusCells.slice(0, 3).map(({ cell }) => cell({ metadata, spec: { containers: [{}, {}] }, status }, 0));

  it('count ready containers and restarts', () => {
    const containerStatuses = [
      { ready: true, restartCount: 2, state: { running: {} } },
      { ready: false, restartCount: 1, state: { running: {} } },
    ];
    expect(cells({ phase: 'Running', containerStatuses })).to.deep.equal(['1/2', 'Running', '3']);
  });

  it('say in one word what keeps it', () => {
    expect(cells({ phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }] })[1]).to.equal(
      'ImagePullBackOff',
    );
    expect(cells({ phase: 'Succeeded', containerStatuses: [{ state: { terminated: { reason: 'Completed' } } }] })[1]).to.equal('Completed');
    expect(cells({ phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] })[1]).to.equal('ExitCode:3');
    expect(cells({ phase: 'Running' }, { deletionTimestamp: 'x' })[1]).to.equal('Terminating');
  });
});
