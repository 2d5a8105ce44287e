import { expect } from 'chai';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { CONFIG_MAPS, configMap, EmbeddedSession } from '../support/embedded-session.ts';

describe('WatchFeed', () => {
  let session: EmbeddedSession;
  const clock = new FakeClock();
  beforeEach(async () => {
    session = await EmbeddedSession.start({ clock });
    await session.delete(`${CONFIG_MAPS}/kube-root-ca.crt`);
  });
  afterEach(() => session.stop());
  const revision = async () => (await session.get(CONFIG_MAPS)).body.metadata.resourceVersion;

  it('follows from where it is told to', async () => {
    const from = await revision();
    await session.create(CONFIG_MAPS, configMap('a'));
    const watch = await session.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${from}`);
    await session.patch(`${CONFIG_MAPS}/a`, { data: { k: 'v' } });
    await session.delete(`${CONFIG_MAPS}/a`);
    expect(await watch.names(3)).to.deep.equal(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });

  it('begins with the state when no version is given', async () => {
    await session.create(CONFIG_MAPS, configMap('a'));
    const watch = await session.watch(`${CONFIG_MAPS}?watch=1`);
    await session.create(CONFIG_MAPS, configMap('b'));
    expect(await watch.names(2)).to.deep.equal(['ADDED a', 'ADDED b']);
  });

  it('marks the end of the initial events', async () => {
    await session.create(CONFIG_MAPS, configMap('a'));
    const watch = await session.watch(
      `${CONFIG_MAPS}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    expect(await watch.names(1)).to.deep.equal(['ADDED a']);
    const bookmark = await watch.next();
    expect(bookmark?.type).to.equal('BOOKMARK');
    expect(bookmark?.object).to.deep.include({ kind: 'ConfigMap', apiVersion: 'v1' });
    expect(bookmark?.object.metadata).to.deep.include({
      annotations: { 'k8s.io/initial-events-end': 'true' },
      resourceVersion: await revision(),
    });
  });

  it('shows objects that come into and leave the selection as added and deleted', async () => {
    const from = await revision();
    const watch = await session.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${from}&labelSelector=on`);
    await session.create(CONFIG_MAPS, configMap('a', { k: '1' }));
    await session.patch(`${CONFIG_MAPS}/a`, { metadata: { labels: { on: '' } } });
    const left = await session.patch(`${CONFIG_MAPS}/a`, { metadata: { labels: null }, data: { k: '2' } });
    expect(await watch.names(1)).to.deep.equal(['ADDED a']);
    const gone = await watch.next();
    expect(gone?.type).to.equal('DELETED');
    expect(gone?.object.data).to.deep.equal({ k: '1' });
    expect(gone?.object.metadata.resourceVersion).to.equal(left.body.metadata.resourceVersion);
  });

  it('gives the last state with the version of the deletion', async () => {
    const { body } = await session.create(CONFIG_MAPS, configMap('a', { k: 'v' }));
    const watch = await session.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${body.metadata.resourceVersion}`);
    await session.delete(`${CONFIG_MAPS}/a`);
    const event = await watch.next();
    expect(event?.object.data).to.deep.equal({ k: 'v' });
    expect(Number(event?.object.metadata.resourceVersion)).to.be.above(Number(body.metadata.resourceVersion));
  });

  it('says in the stream that a version is too old', async () => {
    const from = await revision();
    session.server.faults.expireHistory();
    const watch = await session.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${from}`);
    const event = await watch.next();
    expect(watch.status).to.equal(200);
    expect(event?.type).to.equal('ERROR');
    expect(event?.object).to.include({ kind: 'Status', code: 410, reason: 'Expired' });
    expect(await watch.next()).to.equal(undefined);
  });

  it('sends bookmarks, and ends at its time-out', async () => {
    const watch = await session.watch(
      `${CONFIG_MAPS}?watch=1&resourceVersion=${await revision()}&allowWatchBookmarks=true&timeoutSeconds=70`,
    );
    await clock.advance(60_000);
    expect(await watch.names(1)).to.deep.equal(['BOOKMARK']);
    await clock.advance(10_000);
    expect(await watch.names(2)).to.deep.equal(['BOOKMARK', 'end']);
  });

  it('sees only its own namespace', async () => {
    await session.create('/api/v1/namespaces', { metadata: { name: 'other' } });
    const watch = await session.watch(`/api/v1/namespaces/other/configmaps?watch=1&resourceVersion=${await revision()}`);
    await session.create(CONFIG_MAPS, configMap('a'));
    await session.create('/api/v1/namespaces/other/configmaps', configMap('b'));
    expect(await watch.names(1)).to.deep.equal(['ADDED b']);
  });
});
