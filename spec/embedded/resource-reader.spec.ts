import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { CONFIG_MAPS, configMap, EmbeddedSession, PODS, pod } from '../support/embedded-session.ts';

const TABLE = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

describe('ResourceReader', () => {
  let session: EmbeddedSession;
  before(async () => {
    session = await EmbeddedSession.start();
    for (const name of ['a', 'b']) await session.create(CONFIG_MAPS, configMap(name, { k: 'v' }, { labels: { name } }));
    await session.create(PODS, pod('p'));
  });
  after(() => session.stop());
  const names = (body: JsonObject) => body.items.map((item: JsonObject) => item.metadata.name);

  it('gets one, or says that it is not there', async () => {
    expect((await session.get(`${CONFIG_MAPS}/a`)).body).to.deep.include({ kind: 'ConfigMap', data: { k: 'v' } });
    expect((await session.get(`${CONFIG_MAPS}/z`)).body.message).to.equal('configmaps "z" not found');
  });

  it('lists one namespace or all, by label and by field', async () => {
    expect(names((await session.get(`${CONFIG_MAPS}?labelSelector=name%3Da`)).body)).to.deep.equal(['a']);
    expect(names((await session.get('/api/v1/configmaps?fieldSelector=metadata.name%3Db')).body)).to.deep.equal(['b']);
    expect(names((await session.get('/api/v1/pods?fieldSelector=spec.nodeName%3D,status.phase%3DPending')).body)).to.deep.equal(['p']);
  });

  it('shows tables', async () => {
    const { body } = await session.get(`${CONFIG_MAPS}/a`, TABLE);
    expect(body.columnDefinitions.map((column: JsonObject) => column.name)).to.deep.equal(['Name', 'Data', 'Age']);
    expect(body.rows[0].cells.slice(0, 2)).to.deep.equal(['a', 1]);
    expect(body.rows[0].object.kind).to.equal('PartialObjectMetadata');
  });

  it('shows metadata alone', async () => {
    const { body } = await session.get(`${CONFIG_MAPS}?limit=1`, {
      Accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    });
    expect(body.kind).to.equal('PartialObjectMetadataList');
    expect(Object.keys(body.items[0])).to.deep.equal(['kind', 'apiVersion', 'metadata']);
  });

  it('refuses to watch from the future', async () => {
    const { code, body } = await session.get(`${CONFIG_MAPS}?watch=1&resourceVersion=99999`);
    expect(code).to.equal(504);
    expect(body.message).to.include('Too large resource version: 99999');
  });
});
