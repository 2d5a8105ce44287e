import { expect } from 'chai';
import { customKinds } from '../../lib/embedded/custom-resource-kinds.ts';
import { tableOf } from '../../lib/embedded/table.ts';
import { widgetDefinition } from '../support/embedded-session.ts';

describe('customKinds', () => {
  const columns = [
    { name: 'State', type: 'string', jsonPath: '.status.state' },
    { name: 'Size', type: 'integer', jsonPath: '.spec.size', priority: 1 },
    { name: 'Born', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ];
  const scale = { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n' };

  it('has a kind for each served version', () => {
    const definition = widgetDefinition();
    definition.spec.versions.push(
      { ...definition.spec.versions[0], name: 'v2', storage: false },
      { ...definition.spec.versions[0], name: 'v3', storage: false, served: false },
    );
    expect(customKinds(definition, {}).map(({ version, storageApiVersion }) => [version, storageApiVersion])).to.deep.equal([
      ['v1', 'example.com/v1'],
      ['v2', 'example.com/v1'],
    ]);
  });

  it('has columns, subresources and implied members', () => {
    const [kind] = customKinds(widgetDefinition(undefined, { additionalPrinterColumns: columns, subresources: { status: {}, scale } }), {
      type: 'object',
    });
    if (!kind) throw new Error('no kind');
    expect(kind).to.deep.include({ statusSubresource: true, scale: { specReplicas: ['spec', 'n'], statusReplicas: ['status', 'n'] } });
    expect(kind.schema.properties).to.include.keys('apiVersion', 'kind', 'metadata', 'spec');
    const object = { metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' }, spec: { size: 3 } };
    const { rows } = tableOf(kind, [object], { content: 'None', now: Date.UTC(2026, 0, 1, 0, 1), metadata: {} });
    expect(rows[0].cells).to.deep.equal(['a', null, 3, '60s']);
  });
});
