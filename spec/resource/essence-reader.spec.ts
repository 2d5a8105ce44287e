import { expect } from 'chai';
import { essenceOf } from '../../lib/resource/essence.ts';
import { EssenceReader } from '../../lib/resource/essence-reader.ts';
import { aWidget } from '../support/a-widget.ts';

describe('EssenceReader', () => {
  const labelled = (labels: Record<string, string>, annotations: Record<string, string> = {}) => {
    const object = aWidget();
    return { ...object, metadata: { ...object.metadata, generation: 3, labels, annotations } };
  };

  for (const statusSubresource of [true, false]) {
    it(`says the same as essenceOf, ${statusSubresource ? 'with' : 'without'} a status subresource, however often it is asked`, () => {
      const reader = new EssenceReader(statusSubresource);
      const objects = [
        labelled({}),
        labelled({ a: '1', b: '2' }),
        labelled({ b: '2', a: '1' }),
        labelled({ a: '1' }, { b: '2' }),
        labelled({}, { a: '1', b: '2' }),
        labelled({ 'tskubeop/owner': 'x' }, { 'kubectl.kubernetes.io/last-applied-configuration': '{}' }),
        labelled({ long: 'x'.repeat(5000) }),
      ];
      for (const object of [...objects, ...objects]) {
        expect(reader.essenceOf(object)).to.deep.equal(essenceOf(object, statusSubresource));
      }
    });
  }

  it('stays right when it has seen more marks than it keeps', () => {
    const reader = new EssenceReader(true);
    for (const round of [1, 2]) {
      for (let index = 0; index < 5000; index += 1) {
        const object = labelled({ index: String(index) });
        if (round === 1 || index % 500 === 0) expect(reader.essenceOf(object).marks).to.equal(essenceOf(object, true).marks);
      }
    }
  });

  it('keeps one essence for all objects that are alike, and another for each that is not', () => {
    const reader = new EssenceReader(true);
    const ofA = reader.shared(reader.essenceOf(labelled({ a: '1' })));
    const other = reader.essenceOf(labelled({ a: '2' }));
    const later = { ...ofA, generation: ofA.generation + 1 };
    expect(reader.shared(reader.essenceOf(labelled({ a: '1' })))).to.equal(ofA);
    expect(reader.shared(other)).to.equal(other);
    expect(reader.shared(later)).to.equal(later);
  });
});
