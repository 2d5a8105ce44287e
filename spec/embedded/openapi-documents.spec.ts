import { expect } from 'chai';
import { DEFINITIONS, EmbeddedSession, widgetDefinition } from '../support/embedded-session.ts';

describe('OpenAPI documents', () => {
  let session: EmbeddedSession;
  before(async () => {
    session = await EmbeddedSession.start();
    await session.create(DEFINITIONS, widgetDefinition({ type: 'object', properties: { size: { type: 'integer' } } }));
  });
  after(() => session.stop());

  it('are listed with a mark that changes with what is served', async () => {
    const { paths } = (await session.get('/openapi/v3')).body;
    expect(Object.keys(paths)).to.include.members(['api/v1', 'apis/apps/v1', 'apis/example.com/v1']);
    expect(paths['api/v1'].serverRelativeURL).to.match(/^\/openapi\/v3\/api\/v1\?hash=[0-9A-F]+$/);
  });

  it('hold the schema of a CRD, and that its patches know fieldValidation', async () => {
    const { components, paths } = (await session.get('/openapi/v3/apis/example.com/v1')).body;
    expect(components.schemas['com.example.v1.Widget'].properties.spec.properties).to.deep.equal({ size: { type: 'integer' } });
    const { patch } = paths['/apis/example.com/v1/namespaces/{namespace}/widgets/{name}'];
    expect(patch.parameters.map((parameter: { name: string }) => parameter.name)).to.include('fieldValidation');
    expect(patch['x-kubernetes-group-version-kind']).to.deep.equal({ group: 'example.com', version: 'v1', kind: 'Widget' });
  });

  it('refer to no schema that they do not have', async () => {
    const text = JSON.stringify((await session.get('/openapi/v3/api/v1')).body);
    const { components } = JSON.parse(text);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) expect(components.schemas).to.have.property(name as string);
    expect(components.schemas['io.k8s.api.core.v1.PodSpec'].properties.containers['x-kubernetes-patch-merge-key']).to.equal('name');
  });
});
