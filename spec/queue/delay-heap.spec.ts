import { expect } from 'chai';
import { DelayHeap } from '../../lib/queue/delay-heap.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

describe('DelayHeap', () => {
  it('gives out keys in the order of their times, when they are due', () => {
    const heap = new DelayHeap();
    heap.add('b', 20);
    heap.add('a', 10);
    heap.add('c', 30);
    expect(heap.nextDue).to.equal(10);
    expect([heap.takeDue(5), heap.takeDue(20), heap.takeDue(20), heap.takeDue(20)]).to.deep.equal([undefined, 'a', 'b', undefined]);
    expect(heap.size).to.equal(1);
  });

  it('keeps the earlier of two times of one key', () => {
    const heap = new DelayHeap();
    heap.add('a', 20);
    heap.add('a', 30);
    expect(heap.nextDue).to.equal(20);
    heap.add('a', 10);
    expect([heap.nextDue, heap.size]).to.deep.equal([10, 1]);
  });

  it('behaves as a sorted list, whatever is done to it', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = new SeededChance(seed);
      const heap = new DelayHeap();
      const model = new Map<string, number>();
      for (let round = 0; round < 300; round++) {
        const key = `k${random.integer(30)}`;
        const action = random.integer(3);
        if (action === 0) {
          const due = random.integer(1000);
          heap.add(key, due);
          model.set(key, Math.min(due, model.get(key) ?? due));
        } else if (action === 1) expect(heap.remove(key), `seed ${seed}`).to.equal(model.delete(key));
        else {
          const now = random.integer(1000);
          const taken = heap.takeDue(now);
          const least = Math.min(...model.values());
          if (taken === undefined) expect(least > now, `seed ${seed}`).to.equal(true);
          else {
            expect(model.get(taken), `seed ${seed}`).to.equal(least);
            model.delete(taken);
          }
        }
        expect(heap.size, `seed ${seed}`).to.equal(model.size);
      }
    }
  });
});
