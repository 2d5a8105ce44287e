import { expect } from 'chai';
import { LiveObject } from '../../lib/controller/live-object.ts';
import { aWidget } from '../support/a-widget.ts';
import { settled } from '../support/settled.ts';

describe('LiveObject', () => {
  const version = (number: number, size: number) => aWidget({ version: number, spec: { size } });

  /** Parses when it is told to; refuses a size below 0. */
  function parser() {
    const waiting: (() => void)[] = [];
    const parse = (object: { spec: { size: number } }) =>
      new Promise<object>((resolve, reject) => {
        const { size } = object.spec;
        waiting.push(() => (size < 0 ? reject(new Error('too small')) : resolve({ size: size * 10 })));
      });
    return { waiting, parse: parse as never };
  }

  it('is the newest version, and the last spec that is accepted', async () => {
    const { waiting, parse } = parser();
    const live = new LiveObject(version(1, 1), parse);
    waiting[0]?.();
    expect(await live.parsed()).to.deep.equal({ size: 10 });
    live.update(version(2, 2));
    expect([live.object.metadata.resourceVersion, live.spec]).to.deep.equal(['2', { size: 10 }]);
    waiting[1]?.();
    await settled();
    expect(live.spec).to.deep.equal({ size: 20 });
    live.update(version(3, -1));
    waiting[2]?.();
    expect(await live.parsed().catch((error: Error) => error.message)).to.equal('too small');
    expect([live.object.metadata.resourceVersion, live.spec]).to.deep.equal(['3', { size: 20 }]);
  });

  it('parses a spec only when it has changed', async () => {
    const { waiting, parse } = parser();
    const live = new LiveObject(version(1, 1), parse);
    live.update(version(2, 1));
    expect(waiting).to.have.lengthOf(1);
    expect(live.object.metadata.resourceVersion).to.equal('2');
  });

  it('never goes back to a spec that another has overtaken', async () => {
    const { waiting, parse } = parser();
    const live = new LiveObject(version(1, 1), parse);
    live.update(version(2, 2));
    waiting[1]?.();
    await settled();
    waiting[0]?.();
    await settled();
    expect(live.spec).to.deep.equal({ size: 20 });
  });
});
