import { expect } from 'chai';
import { IllegalStateError } from '../../lib/base/errors.ts';
import { ClassIndexes } from '../../lib/controller/class-indexes.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { aWidgetText } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('ClassIndexes', () => {
  class Indexed extends Widget {
    static readonly INDEXES = {
      bySecret: (widget: Indexed) => widget.spec.secret.toLowerCase(),
      byNamespace: (widget: Indexed) => widget.metadata.namespace,
    };
  }
  const logger = new RecordingLogger();
  let indexes: ClassIndexes;
  beforeEach(() => {
    logger.records.length = 0;
    indexes = new ClassIndexes({ type: Indexed as unknown as CRDClass, logger });
    indexes.update(aWidgetText({ spec: { secret: 'S' } }));
  });
  const found = (index: string, key: string) => [...indexes.keys(index, key)];

  it('find objects, and follow their versions', () => {
    expect([found('bySecret', 's'), found('byNamespace', 'team')]).to.deep.equal([['team/a'], ['team/a']]);
    indexes.update(aWidgetText({ spec: { secret: 'T' } }));
    expect([found('bySecret', 's'), found('bySecret', 't')]).to.deep.equal([[], ['team/a']]);
    indexes.remove('team/a');
    expect([found('bySecret', 't'), found('byNamespace', 'team')]).to.deep.equal([[], []]);
  });

  it('leave an object out of the index whose function fails, and say so once until it succeeds', () => {
    for (const spec of [{}, { size: 2 }, { secret: 'u' }, {}]) indexes.update(aWidgetText({ spec }));
    expect([found('bySecret', 's'), found('bySecret', 'u'), found('byNamespace', 'team')]).to.deep.equal([[], [], ['team/a']]);
    expect(logger.records.map(({ level, fields }) => [level, fields.index, fields.name])).to.deep.equal([
      ['error', 'bySecret', 'a'],
      ['error', 'bySecret', 'a'],
    ]);
  });

  it('refuse an index that the class does not have, naming those that it has', () => {
    expect(() => found('byName', 'a')).to.throw(
      IllegalStateError,
      'class Indexed has no index "byName" in its INDEXES: only bySecret, byNamespace',
    );
  });
});
