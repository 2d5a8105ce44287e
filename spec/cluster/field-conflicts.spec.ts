import { expect } from 'chai';
import { fieldConflicts } from '../../lib/cluster/field-conflicts.ts';

const cause = (message: string, field = '.spec.replicas', reason = 'FieldManagerConflict') => ({ reason, message, field });

describe('fieldConflicts', () => {
  for (const [message, manager] of [
    ['conflict with "kubectl" using apps/v1', 'kubectl'],
    ['conflict with "kube-controller-manager" with subresource "status" using apps/v1 at 2026-01-01T00:00:00Z', 'kube-controller-manager'],
    ['conflict with "a \\"b\\" \\\\ c" using v1', 'a "b" \\ c'],
    ['conflict with "\\x00" using v1', '"\\x00"'],
    ['something that no server says yet', 'something that no server says yet'],
  ]) {
    it(`reads the manager of: ${message}`, () => {
      expect(fieldConflicts([cause(message as string)])).to.deep.equal([{ manager, field: '.spec.replicas' }]);
    });
  }

  it('reads each field, and leaves other causes alone', () => {
    const causes = [
      cause('conflict with "a" using v1', '.data.x'),
      cause('required', 'spec', 'FieldValueRequired'),
      cause('conflict with "b" using v1', '.data.y'),
    ];
    expect(fieldConflicts(causes)).to.deep.equal([
      { manager: 'a', field: '.data.x' },
      { manager: 'b', field: '.data.y' },
    ]);
  });
});
