import { expect } from 'chai';
import type { ObjectText } from '../../lib/base/object-text.ts';
import { TextSlabs } from '../../lib/cache/text-slabs.ts';
import { aWidgetText } from '../support/a-widget.ts';

describe('TextSlabs', () => {
  function holderOf(slabBytes: number): {
    held: Map<string, ObjectText>;
    slabs: TextSlabs;
    put(text: ObjectText): void;
    drop(key: string): void;
  } {
    const held = new Map<string, ObjectText>();
    const slabs = new TextSlabs({ current: (key) => held.get(key), moved: (text) => held.set(text.key, text) }, { slabBytes });
    return {
      held,
      slabs,
      put(text) {
        const previous = held.get(text.key);
        held.set(text.key, slabs.store(text));
        if (previous) slabs.release(previous);
      },
      drop(key) {
        const previous = held.get(key);
        held.delete(key);
        if (previous) slabs.release(previous);
      },
    };
  }

  it('puts many texts into one buffer', () => {
    const { held, put } = holderOf(100_000);
    for (let index = 0; index < 10; index++) put(aWidgetText({ name: `w${index}` }));
    expect(new Set([...held.values()].map((text) => text.buffer)).size).to.equal(1);
  });

  it('frees memory as texts are replaced, and what was handed out stays what it is', () => {
    const { held, slabs, put } = holderOf(10_000);
    const handedOut: [ObjectText, string][] = [];
    for (let version = 1; version <= 50; version++) {
      for (let index = 0; index < 40; index++) {
        // Some objects change at each turn, others seldom, so that slabs are full of holes.
        if (version % (1 + (index % 7)) === 0 || version === 1) put(aWidgetText({ name: `w${index}`, version }));
      }
      const text = held.get('team/w3') as ObjectText;
      handedOut.push([text, text.text]);
    }
    const live = [...held.values()].reduce((bytes, text) => bytes + text.byteLength, 0);
    expect(slabs.liveBytes).to.equal(live);
    expect(slabs.allocatedBytes).to.be.below(live * 2 + 20_000);
    for (const [text, was] of handedOut) expect(text.text).to.equal(was);
    for (const [key, text] of held) expect(text.parse().metadata.name).to.equal(key.slice('team/'.length));
  });

  it('gives a large text a buffer of its own, and frees it', () => {
    const { slabs, put, drop } = holderOf(10_000);
    put(aWidgetText({ name: 'small' }));
    put(aWidgetText({ name: 'large', spec: { text: 'x'.repeat(50_000) } }));
    put(aWidgetText({ name: 'small-too' }));
    expect(slabs.allocatedBytes).to.be.within(60_000, 61_000);
    drop('team/large');
    expect(slabs.allocatedBytes).to.equal(10_000);
  });

  it('is empty, but for the slab being filled, when all is dropped', () => {
    const { slabs, put, drop } = holderOf(5_000);
    for (let index = 0; index < 200; index++) put(aWidgetText({ name: `w${index}` }));
    for (let index = 0; index < 200; index++) drop(`team/w${index}`);
    expect([slabs.liveBytes, slabs.allocatedBytes]).to.deep.equal([0, 5_000]);
  });

  it('frees a slab whose texts were all released while it was being filled', () => {
    const { slabs, put } = holderOf(5_000);
    for (let version = 1; version <= 1000; version++) put(aWidgetText({ name: 'same', version }));
    expect(slabs.allocatedBytes).to.be.at.most(10_000);
  });
});
