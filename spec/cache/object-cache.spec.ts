import { expect } from 'chai';
import { ObjectCache, type ObjectSource } from '../../lib/cache/object-cache.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { aWidgetText, type WidgetParts } from '../support/a-widget.ts';

describe('ObjectCache', () => {
  let cache: ObjectCache;

  beforeEach(() => {
    cache = new ObjectCache();
  });

  function upsert(parts: WidgetParts, source?: ObjectSource): string {
    return cache.upsert(aWidgetText(parts), source).kind;
  }

  function versionOf(key: string): string | undefined {
    return cache.text(key)?.resourceVersion;
  }

  describe('#upsert', () => {
    it('adds, updates and says what was there before', () => {
      expect(upsert({ version: 1 })).to.equal('added');
      const change = cache.upsert(aWidgetText({ version: 2, spec: { size: 2 } }));
      if (change.kind !== 'updated') throw new Error(change.kind);
      expect([change.previous.resourceVersion, change.current.resourceVersion]).to.deep.equal(['1', '2']);
      expect(change.current.parse().spec).to.deep.equal({ size: 2 });
      expect([cache.size, [...cache.keys()], cache.has('team/a'), cache.has('team/b')]).to.deep.equal([1, ['team/a'], true, false]);
    });

    it('recognises the version that it has, as the echo of an own write is', () => {
      expect(upsert({ version: 5 }, 'write')).to.equal('added');
      expect(upsert({ version: 5 }, 'watch')).to.equal('repeated');
    });

    it('drops an older version, so that reads after a write are never older than it', () => {
      upsert({ version: 9 });
      upsert({ version: 10 }, 'write');
      expect(upsert({ version: 9 }, 'watch')).to.equal('stale');
      expect(versionOf('team/a')).to.equal('10');
    });

    it('takes another uid under the same name for another object', () => {
      upsert({ uid: 'old', version: 5 });
      const change = cache.upsert(aWidgetText({ uid: 'new', version: 7 }));
      if (change.kind !== 'replaced') throw new Error(change.kind);
      expect([change.previous.uid, change.current.uid]).to.deep.equal(['old', 'new']);
    });

    it('does not let the late answer of a write bring a replaced object back', () => {
      upsert({ uid: 'old', version: 5 });
      upsert({ uid: 'new', version: 7 });
      expect(upsert({ uid: 'old', version: 6 }, 'write')).to.equal('stale');
      cache.remove(aWidgetText({ uid: 'new', version: 8 }));
      expect(upsert({ uid: 'old', version: 6 }, 'write')).to.equal('stale');
      expect(cache.size).to.equal(0);
    });

    it('drops the late answer of a write to an object whose whole life the list and the watch have passed', () => {
      cache.startList();
      cache.endList('50');
      expect(upsert({ name: 'a', version: 40 }, 'write')).to.equal('stale');
      expect(upsert({ name: 'a', version: 51 }, 'write')).to.equal('added');
      cache.bookmark('60');
      expect(upsert({ name: 'b', version: 55 }, 'write')).to.equal('stale');
    });

    it('takes what it cannot compare for newer', () => {
      upsert({ version: 'b' });
      expect(upsert({ version: 'a' })).to.equal('updated');
    });
  });

  describe('#remove', () => {
    it('removes, and gives the last version there was', () => {
      upsert({ version: 1 });
      const change = cache.remove(aWidgetText({ version: 3, spec: { last: true } }));
      if (change.kind !== 'removed') throw new Error(change.kind);
      expect([change.previous.resourceVersion, change.last.resourceVersion, change.last.parse().spec]).to.deep.equal([
        '1',
        '3',
        { last: true },
      ]);
      expect(cache.get('team/a')).to.equal(undefined);
    });

    it('removes nothing when the deletion was of another uid', () => {
      upsert({ uid: 'new', version: 7 });
      expect(cache.remove(aWidgetText({ uid: 'old', version: 6 })).kind).to.equal('stale');
      expect(cache.size).to.equal(1);
    });

    it('keeps the late answer of a write from bringing the object back', () => {
      upsert({ version: 5 });
      cache.remove(aWidgetText({ version: 7 }));
      expect(upsert({ version: 6 }, 'write')).to.equal('stale');
      expect(cache.size).to.equal(0);
    });

    it('knows of a deletion before the answer of the write that created the object', () => {
      cache.remove(aWidgetText({ version: 7 }));
      expect(upsert({ version: 6 }, 'write')).to.equal('stale');
    });

    it('lets an object come back that had only left the selector', () => {
      upsert({ version: 5 });
      cache.remove(aWidgetText({ version: 7 }));
      expect(upsert({ version: 8 })).to.equal('added');
      cache.remove(aWidgetText({ version: 9 }));
      expect(upsert({ version: 9 }, 'write')).to.equal('stale');
    });
  });

  describe('lists', () => {
    it('gives what was there before and is not in a complete list', () => {
      for (const name of ['a', 'b', 'c']) upsert({ name, version: 5 });
      cache.startList();
      upsert({ name: 'b', version: 5 }, 'list');
      upsert({ name: 'd', version: 8 }, 'list');
      expect(cache.endList('10').map((text) => text.key)).to.deep.equal(['team/a', 'team/c']);
      expect([...cache.keys()]).to.deep.equal(['team/b', 'team/d']);
      expect(cache.resourceVersion).to.equal('10');
    });

    it('removes nothing when the list was not completed', () => {
      upsert({ name: 'a' });
      cache.startList();
      cache.abandonList();
      cache.startList();
      upsert({ name: 'a' }, 'list');
      expect(cache.endList('10')).to.deep.equal([]);
      expect(cache.size).to.equal(1);
    });

    it('keeps an object that is newer than the list', () => {
      cache.startList();
      upsert({ version: 11 }, 'write');
      expect(cache.endList('10')).to.deep.equal([]);
      cache.startList();
      expect(cache.endList('10')).to.deep.equal([]);
      cache.startList();
      expect(cache.endList('11').length).to.equal(1);
    });

    it('lets no object outlive the list that our own write brought while it was made, and that has gone by then', () => {
      cache.startList();
      cache.endList('50');
      cache.startList();
      upsert({ name: 'early', version: 52 }, 'write');
      upsert({ name: 'late', version: 61 }, 'write');
      expect(cache.endList('60').map((text) => text.key)).to.deep.equal(['team/early']);
      expect([...cache.keys()]).to.deep.equal(['team/late']);
    });

    it('goes back with a server that was restored from a backup, but not behind our own writes', () => {
      for (const name of ['changed', 'written', 'made']) upsert({ name, version: 90 });
      cache.bookmark('100');
      upsert({ name: 'written', version: 101, spec: { size: 2 } }, 'write');
      cache.startList();
      expect(upsert({ name: 'changed', version: 70, spec: { size: 7 } }, 'list')).to.equal('updated');
      expect(upsert({ name: 'written', version: 80 }, 'list')).to.equal('stale');
      expect(cache.endList('2000').map((text) => text.key)).to.deep.equal(['team/made']);
      expect([versionOf('team/changed'), versionOf('team/written')]).to.deep.equal(['70', '101']);
      expect(upsert({ name: 'changed', version: 69 })).to.equal('stale');
    });

    it('takes another object for a new one that a backup has brought back in its place', () => {
      upsert({ uid: 'new', version: 90 });
      cache.bookmark('100');
      cache.startList();
      expect(upsert({ uid: 'old', version: 70 }, 'list')).to.equal('replaced');
    });

    it('counts from where the list stands when the versions of the server have gone back', () => {
      for (const name of ['there', 'made']) upsert({ name, version: 90 });
      cache.bookmark('100');
      cache.startList();
      expect(upsert({ name: 'there', version: 40 }, 'list')).to.equal('updated');
      expect(cache.endList('50').map((text) => text.key)).to.deep.equal(['team/made']);
      expect(cache.resourceVersion).to.equal('50');
      expect(upsert({ name: 'there', version: 51 }, 'write')).to.equal('updated');
      expect(upsert({ name: 'mine', version: 52 }, 'write')).to.equal('added');
    });

    it('is not persuaded by our own write that an object is in the list', () => {
      upsert({ version: 5 });
      cache.startList();
      upsert({ version: 6 }, 'write');
      expect(cache.endList('10').length).to.equal(1);
      expect(upsert({ version: 7 }, 'write')).to.equal('stale');
    });

    it('takes an object in the list that is older than what it has for present', () => {
      upsert({ version: 8 }, 'write');
      cache.startList();
      expect(upsert({ version: 7 }, 'list')).to.equal('stale');
      expect(cache.endList('9')).to.deep.equal([]);
    });

    it('leaves objects alone that are deleted while the list runs', () => {
      upsert({ version: 5 });
      cache.startList();
      cache.remove(aWidgetText({ version: 6 }));
      expect(cache.endList('10')).to.deep.equal([]);
    });

    it('removes absent objects whose versions cannot be compared, unless they were written meanwhile', () => {
      upsert({ name: 'a', version: 'x1' });
      upsert({ name: 'b', version: 'x1' });
      cache.startList();
      upsert({ name: 'b', version: 'x2' }, 'write');
      expect(cache.endList('x3').map((text) => text.key)).to.deep.equal(['team/a']);
    });
  });

  describe('readers', () => {
    it('cannot change what the cache has', () => {
      upsert({ spec: { size: 1 } });
      const object = cache.get('team/a');
      if (object) object.spec.size = 2;
      expect(cache.get('team/a')?.spec).to.deep.equal({ size: 1 });
    });

    it('see all objects, each parsed when it is reached', () => {
      for (const name of ['a', 'b']) upsert({ name });
      expect([...cache.values()].map((object) => object.metadata.name)).to.deep.equal(['a', 'b']);
      expect([...cache.texts()].map((text) => text.key)).to.deep.equal(['team/a', 'team/b']);
    });
  });

  it('lets go of each text that it replaces, also of one that was moved at that very moment', () => {
    const random = new SeededChance(1);
    const padding = 'x'.repeat(3000);
    for (let version = 1; version <= 6000; version++) {
      const name = `w${version < 400 ? version : random.integer(400)}`;
      upsert({ name, version, spec: { padding: padding.slice(random.integer(2900)) } });
    }
    const held = [...cache.texts()].reduce((bytes, text) => bytes + text.byteLength, 0);
    expect(cache.memory.liveBytes).to.equal(held);
  });

  it('ends as the server is, and never goes back, whatever is delayed, repeated or lost on the way', () => {
    for (let seed = 1; seed <= 300; seed++) simulate(seed);
  });
});

interface Version {
  name: string;
  uid: string;
  version: number;
  deleted: boolean;
}

/** A server that changes at random, a watch behind it, lists at random, and late answers of writes. */
function simulate(seed: number): void {
  const random = new SeededChance(seed);
  const cache = new ObjectCache();
  const server = new Map<string, Version>();
  const answers: Version[] = [];
  let feed: Version[] = [];
  let version = 10;
  let uids = 0;
  const textOf = (entry: Version) => aWidgetText(entry);
  const seen = new Map<string, number>();
  const show = (entry: Version, source: ObjectSource) => {
    if (entry.deleted) cache.remove(textOf(entry));
    else cache.upsert(textOf(entry), source);
    for (const text of cache.texts()) {
      expect(Number(text.resourceVersion) >= (seen.get(text.uid) ?? 0), `seed ${seed}: ${text.uid} went back`).to.equal(true);
      seen.set(text.uid, Number(text.resourceVersion));
    }
  };
  const write = () => {
    version++;
    const name = `w${random.integer(6)}`;
    const known = server.get(name);
    const entry = { name, uid: known?.uid ?? `u${uids++}`, version, deleted: known !== undefined && random.integer(4) === 0 };
    if (entry.deleted) server.delete(name);
    else server.set(name, entry);
    feed.push(entry);
    if (!entry.deleted && random.integer(2) === 0) answers.push(entry);
  };
  const list = (complete: boolean) => {
    cache.startList();
    const snapshot = [...server.values()];
    const listVersion = version;
    // The watch goes on from the list: what is older is not shown any more.
    if (complete) feed = [];
    for (const entry of snapshot) {
      if (random.integer(3) === 0) write();
      if (random.integer(3) === 0 && answers.length > 0) show(answers.shift() as Version, 'write');
      if (complete || random.integer(2) === 0) show(entry, 'list');
    }
    if (complete)
      for (const text of cache.endList(String(listVersion)))
        expect(server.get(text.parse().metadata.name)?.uid, `seed ${seed}`).not.to.equal(text.uid);
    else cache.abandonList();
  };
  for (let round = 0; round < 120; round++) {
    const action = random.integer(10);
    if (action < 4) write();
    else if (action < 7 && feed.length > 0) show(feed.shift() as Version, 'watch');
    else if (action === 7 && answers.length > 0) show(answers.splice(random.integer(answers.length), 1)[0] as Version, 'write');
    else if (action === 8 && feed[0]) show(feed[0], 'watch');
    else if (random.integer(4) === 0) list(random.integer(3) > 0);
  }
  while (feed.length > 0) show(feed.shift() as Version, 'watch');
  for (const answer of answers) show(answer, 'write');
  const expected = [...server.values()].map((entry) => `${entry.uid}@${entry.version}`).sort();
  expect([...cache.texts()].map((text) => `${text.uid}@${text.resourceVersion}`).sort(), `seed ${seed}`).to.deep.equal(expected);
}
