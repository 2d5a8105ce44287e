import { expect } from 'chai';
import { ObjectFilter } from '../../lib/controller/object-filter.ts';
import { type CRDClass, resolveClass } from '../../lib/resource/crd-class.ts';
import { aWidgetText, type WidgetParts } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('ObjectFilter', () => {
  const logger = new RecordingLogger();
  let filter: ObjectFilter;
  beforeEach(() => {
    logger.records.length = 0;
    class Filtered extends Widget {
      static readonly WHEN = (widget: Filtered) => {
        if (widget.spec.broken) throw new Error('no answer');
        return widget.spec.slow ? Promise.resolve(false) : widget.spec.on;
      };
      reconcile() {}
    }
    filter = new ObjectFilter({ type: resolveClass(Filtered as unknown as CRDClass), logger });
  });

  const text = (on: boolean, parts: WidgetParts = {}) => aWidgetText({ spec: { on }, ...parts });
  const add = (current = text(true)) => filter.pass({ kind: 'added', current }).map(({ kind }) => kind);
  const update = (current: ReturnType<typeof text>) =>
    filter.pass({ kind: 'updated', previous: text(true), current }).map(({ kind }) => kind);

  it('lets in what matches, and shows its updates and its end', () => {
    const current = text(true);
    expect([add(current), update(text(true))]).to.deep.equal([['added'], ['updated']]);
    expect(filter.pass({ kind: 'removed', previous: current, last: current })).to.have.lengthOf(1);
  });

  it('shows what comes and goes by a change of its own as added and as left', () => {
    expect([add(text(false)), filter.isOutside('team/a')]).to.deep.equal([['outside'], true]);
    expect([update(text(false)), update(text(true)), filter.isOutside('team/a')]).to.deep.equal([['outside'], ['added'], false]);
    expect([update(text(false)), filter.isOutside('team/a')]).to.deep.equal([['left'], true]);
    expect(filter.pass({ kind: 'removed', previous: text(false), last: text(false) })).to.deep.equal([]);
    expect(filter.isOutside('team/a')).to.equal(false);
  });

  it('takes another uid under the same name for another object', () => {
    const other = (on: boolean) => text(on, { uid: 'other' });
    add(text(false));
    expect(filter.pass({ kind: 'replaced', previous: text(false), current: other(true) }).map(({ kind }) => kind)).to.deep.equal(['added']);
    expect(filter.pass({ kind: 'replaced', previous: other(true), current: text(false) }).map(({ kind }) => kind)).to.deep.equal([
      'removed',
      'outside',
    ]);
  });

  it('keeps what is being deleted, but lets none in that matches only then', () => {
    const deleting = { deletionTimestamp: '2026-01-02T00:00:00Z' };
    add();
    expect(update(text(false, { metadata: deleting }))).to.deep.equal(['updated']);
    expect(add(text(false, { name: 'b', metadata: deleting }))).to.deep.equal(['outside']);
  });

  for (const spec of [{ broken: true }, { slow: true }, {}]) {
    it(`leaves an object where it is when WHEN does not answer, and says so for each version: ${JSON.stringify(spec)}`, () => {
      add();
      expect(update(aWidgetText({ version: 2, spec }))).to.deep.equal(['updated']);
      expect(filter.isOutside('team/a')).to.equal(false);
      expect(add(aWidgetText({ name: 'b', spec }))).to.deep.equal([]);
      expect(filter.isOutside('team/b')).to.equal(true);
      expect(logger.records.map(({ level, fields }) => [level, fields.name, fields.resourceVersion])).to.deep.equal([
        ['error', 'a', '2'],
        ['error', 'b', '1'],
      ]);
    });
  }
});
