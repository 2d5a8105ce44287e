import { expect } from 'chai';
import { IllegalStateError } from '../../lib/base/errors.ts';
import { Call, type CallOptions } from '../../lib/resource/call.ts';
import { aWidget } from '../support/a-widget.ts';

const aCall = () => new Call({ object: aWidget() } as unknown as CallOptions);

describe('Call', () => {
  it('remembers when the handler asked to be called again', () => {
    const call = aCall();
    expect(call.requeueAfterSeconds).to.equal(undefined);
    call.requeueAfter(5);
    expect(call.requeueAfterSeconds).to.equal(5);
  });

  it('changes nothing any more once its handler has ended, and names the object', () => {
    const call = aCall();
    call.assertRunning('apply');
    call.end();
    expect(() => call.requeueAfter(1)).to.throw(IllegalStateError, 'requeueAfter of Widget team/a was used after its handler had ended');
    expect(() => call.assertRunning('apply')).to.throw(IllegalStateError);
  });
});
