import { expect } from 'chai';
import { podErrors, templateErrors } from '../../lib/embedded/pod-checks.ts';
import { pod } from '../support/embedded-session.ts';

describe('podErrors', () => {
  const fieldsOf = (spec: object) => podErrors(pod('a', spec)).map(({ field }) => field);

  it('are none for an ordinary Pod', () => expect(fieldsOf({})).to.deep.equal([]));

  it('name what is missing or wrong', () => {
    expect(fieldsOf({ containers: [] })).to.deep.equal(['spec.containers']);
    expect(fieldsOf({ containers: [{ name: 'A', image: 'x' }, { name: 'A' }] })).to.deep.equal([
      'spec.containers[0].name',
      'spec.containers[1].name',
      'spec.containers[1].name',
      'spec.containers[1].image',
    ]);
    expect(
      fieldsOf({
        containers: [{ name: 'a', image: 'x', volumeMounts: [{ name: 'v', mountPath: '/' }], ports: [{ containerPort: 99_999 }] }],
      }),
    ).to.deep.equal(['spec.containers[0].volumeMounts[0].name', 'spec.containers[0].ports[0].containerPort']);
    expect(fieldsOf({ restartPolicy: 'Sometimes' })).to.deep.equal(['spec.restartPolicy']);
  });

  it('let an update change images, and little else', () => {
    const old = pod('a');
    expect(podErrors(pod('a', { containers: [{ name: 'main', image: 'other' }] }), old)).to.deep.equal([]);
    expect(podErrors(pod('a', { hostNetwork: true }), old)[0]?.message).to.match(
      /^Forbidden: pod updates may not change fields other than/,
    );
  });

  it('are found in templates too', () =>
    expect(templateErrors(undefined, 'spec.template')[0]?.field).to.equal('spec.template.spec.containers'));
});
