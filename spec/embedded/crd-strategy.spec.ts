import { expect } from 'chai';
import { customResourceDefinitionStrategy as strategy } from '../../lib/embedded/crd-strategy.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { widgetDefinition } from '../support/embedded-session.ts';

describe('customResourceDefinitionStrategy', () => {
  const prepared = (change: (definition: JsonObject) => void = () => {}) => {
    const definition = widgetDefinition();
    change(definition);
    strategy.fillIn?.(definition);
    return definition;
  };
  const errorsOf = (change: (definition: JsonObject) => void) => (strategy.validate?.(prepared(change)) ?? []).map(({ field }) => field);

  it('fills in names and conversion', () => {
    const { names, conversion } = prepared().spec;
    expect(names).to.include({ singular: 'widget', listKind: 'WidgetList' });
    expect(conversion).to.deep.equal({ strategy: 'None' });
    expect(strategy.validate?.(prepared())).to.deep.equal([]);
  });

  const refused: [string, (definition: JsonObject) => void, string][] = [
    ['another name', (d) => (d.metadata.name = 'x'), 'metadata.name'],
    ['an unknown scope', (d) => (d.spec.scope = 'World'), 'spec.scope'],
    ['no version', (d) => (d.spec.versions = []), 'spec.versions'],
    ['two storage versions', (d) => d.spec.versions.push({ ...d.spec.versions[0], name: 'v2' }), 'spec.versions'],
    ['no schema', (d) => delete d.spec.versions[0].schema, 'spec.versions[0].schema.openAPIV3Schema'],
    ['a kind with a space', (d) => (d.spec.names.kind = 'a b'), 'spec.names.kind'],
    [
      'a column of an unknown type',
      (d) => (d.spec.versions[0].additionalPrinterColumns = [{ name: 'x', type: 'y', jsonPath: '.z' }]),
      'spec.additionalPrinterColumns[0].type',
    ],
    ['a group of the Kubernetes project', (d) => (d.spec.group = 'x.k8s.io'), 'metadata.annotations[api-approved.kubernetes.io]'],
  ];
  for (const [name, change, field] of refused) it(`refuses ${name}`, () => expect(errorsOf(change)).to.include(field));

  it('lets scope and names stay as they were', () => {
    const errors =
      strategy.validate?.(
        prepared((d) => (d.spec.scope = 'Cluster')),
        prepared(),
      ) ?? [];
    expect(errors.map(({ field }) => field)).to.deep.equal(['spec.scope']);
  });
});
