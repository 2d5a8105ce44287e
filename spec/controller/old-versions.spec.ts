import { expect } from 'chai';
import { ObjectText } from '../../lib/base/object-text.ts';
import { OldVersions } from '../../lib/controller/old-versions.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { aWidget } from '../support/a-widget.ts';

describe('OldVersions', () => {
  const all = new Map<string, TrackedObject>();
  const text = (name: string, padding = '') => ObjectText.from(aWidget({ name, spec: { padding } }));
  const tracked = (name: string) => {
    const { key, uid } = text(name);
    const made = all.get(key) ?? new TrackedObject(key, uid);
    all.set(key, made);
    return made;
  };

  beforeEach(() => all.clear());

  it('keeps a copy of its own, and one for each object', () => {
    const olds = new OldVersions((key) => all.get(key));
    const given = text('a', 'first');
    olds.keep(tracked('a'), given);
    expect(tracked('a').old?.parse()).to.deep.equal(given.parse());
    expect(tracked('a').old?.buffer).to.not.equal(given.buffer);
    olds.keep(tracked('a'), text('a', 'second'));
    expect(tracked('a').old?.parse().spec).to.deep.equal({ padding: 'second' });
    expect(olds.memory.liveBytes).to.equal(tracked('a').old?.byteLength);
  });

  it('forgets what is dropped, also twice', () => {
    const olds = new OldVersions((key) => all.get(key));
    olds.keep(tracked('a'), text('a'));
    olds.drop(tracked('a'));
    olds.drop(tracked('a'));
    expect([tracked('a').old, olds.memory.liveBytes]).to.deep.equal([undefined, 0]);
  });

  it('does not grow while versions come and go, and leaves those that stay what they are', () => {
    const olds = new OldVersions((key) => all.get(key));
    const padding = 'x'.repeat(1000);
    for (let round = 0; round < 20; round++) {
      for (let index = 0; index < 300; index++) {
        const object = tracked(`w-${index}`);
        if (index % 100 !== 0) olds.drop(object);
        if (index % 100 !== 0 || !object.old) olds.keep(object, text(`w-${index}`, `${round}-${index}-${padding}`));
      }
    }
    const { liveBytes, allocatedBytes } = olds.memory;
    expect(liveBytes).to.be.greaterThan(300_000);
    expect(allocatedBytes).to.be.lessThan(liveBytes * 3);
    expect(tracked('w-100').old?.parse().spec).to.deep.equal({ padding: `0-100-${padding}` });
  });

  it('keeps what was handled where something newer is known, but for what we wrote to it ourselves', () => {
    const olds = new OldVersions((key) => all.get(key));
    const version = (resourceVersion: number, uid = 'uid-a') => ObjectText.from(aWidget({ uid, version: resourceVersion }));
    const handled = (newest: ObjectText | undefined) => {
      olds.handled(tracked('a'), version(1), newest);
      return tracked('a').old?.resourceVersion;
    };
    expect(handled(version(2))).to.equal('1');
    expect(handled(version(1))).to.equal(undefined);
    expect(handled(version(2, 'another'))).to.equal(undefined);
    tracked('a').calm = '2';
    expect(handled(version(2))).to.equal(undefined);
    expect(handled(undefined)).to.equal(undefined);
  });
});
