import { expect } from 'chai';
import { ObjectTexts } from '../../lib/embedded/object-texts.ts';

describe('ObjectTexts', () => {
  it('writes an object once while it is the newest', () => {
    let written = 0;
    const counting = { toJSON: () => ({ written: ++written }) };
    const texts = new ObjectTexts();
    expect([texts.textOf(counting), texts.textOf(counting)]).to.deep.equal(['{"written":1}', '{"written":1}']);
  });

  it('tells objects apart that say the same', () => {
    const texts = new ObjectTexts();
    expect([{ a: 1 }, { a: 2 }, { a: 1 }].map((object) => texts.textOf(object))).to.deep.equal(['{"a":1}', '{"a":2}', '{"a":1}']);
  });
});
