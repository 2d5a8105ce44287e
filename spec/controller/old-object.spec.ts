import { expect } from 'chai';
import { oldObjectOf } from '../../lib/controller/old-object.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { lastHandledOf } from '../../lib/resource/last-handled.ts';
import { finishedRecord } from '../../lib/resource/record.ts';
import { aWidget, aWidgetText } from '../support/a-widget.ts';

describe('oldObjectOf', () => {
  const essence = { generation: 1, marks: '', content: undefined };
  const present = (version: number) => {
    const parts = { version, spec: { size: version } };
    return { tracked: new TrackedObject('team/a', 'uid-a'), text: aWidgetText(parts), object: aWidget(parts) };
  };
  const record = finishedRecord(true, essence, lastHandledOf(aWidget({ spec: { size: 1 } })));

  it('is nothing for an object that this process has not handled, but for what the record keeps', () => {
    expect(oldObjectOf({ keepLastHandled: false }, present(2), record)()).to.equal(undefined);
    expect(oldObjectOf({ keepLastHandled: true }, present(2), undefined)()).to.equal(undefined);
    expect(oldObjectOf({ keepLastHandled: true }, present(2), record)()?.spec).to.deep.equal({ size: 1 });
  });

  it('is the version that was last handled, or the present one when there is none newer', () => {
    const object = present(3);
    object.tracked.settled = essence;
    expect(oldObjectOf({ keepLastHandled: true }, object, record)()?.spec).to.deep.equal({ size: 3 });
    object.tracked.old = aWidgetText({ version: 2, spec: { size: 2 } });
    expect(oldObjectOf({ keepLastHandled: true }, object, record)()?.spec).to.deep.equal({ size: 2 });
  });
});
