/** RequestGate. */
import { expect } from 'chai';
import { RequestGate } from '../../lib/cluster/request-gate.ts';

describe('RequestGate', () => {
  it('lets so many in, and the rest in the order in which they came', async () => {
    const gate = new RequestGate(1);
    expect([gate.tryEnter(), gate.tryEnter()]).to.deep.equal([true, false]);
    const order: string[] = [];
    const [a, b] = [gate.enter(), gate.enter()];
    a.entered.then(() => order.push('a'));
    b.entered.then(() => order.push('b'));
    gate.leave();
    await a.entered;
    expect(order).to.deep.equal(['a']);
    gate.leave();
    await b.entered;
    expect(order).to.deep.equal(['a', 'b']);
    gate.leave();
    expect(gate.tryEnter()).to.equal(true);
  });

  it('loses no place when one who waits gives up, before or just after his turn', async () => {
    const gate = new RequestGate(1);
    gate.tryEnter();
    const [early, late] = [gate.enter(), gate.enter()];
    early.cancel();
    gate.leave();
    late.cancel();
    expect([gate.tryEnter(), gate.tryEnter()]).to.deep.equal([true, false]);
  });
});
