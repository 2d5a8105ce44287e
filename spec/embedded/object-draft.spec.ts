import { expect } from 'chai';
import { builtInKinds } from '../../lib/embedded/built-in-kinds.ts';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { customKinds } from '../../lib/embedded/custom-resource-kinds.ts';
import { draftOf } from '../../lib/embedded/object-draft.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';
import { configMap, widget, widgetDefinition } from '../support/embedded-session.ts';

describe('draftOf', () => {
  const library = createTypeLibrary();
  const metadataSchema = library.get('meta.ObjectMeta');
  const configMaps = builtInKinds(library, new ObjectStore()).find(({ plural }) => plural === 'configmaps') as ResourceKind;
  const [widgets] = customKinds(
    widgetDefinition({ type: 'object', properties: { size: { type: 'integer', default: 3 } } }),
    metadataSchema,
  ) as [ResourceKind];
  const draft = (kind: ResourceKind, object: object, fieldValidation: 'Warn' | 'Strict' | 'Ignore' = 'Warn') => {
    const warnings: string[] = [];
    return { object: draftOf(kind, object, { fieldValidation, repeated: [], warnings, metadataSchema }), warnings };
  };

  it('prunes and defaults custom resources, and keeps the given object as it was', () => {
    const given = widget('a', { colour: 1 }, { foo: 2 });
    const { object, warnings } = draft(widgets, given);
    expect(object).to.deep.equal({ ...widget('a', { size: 3 }) });
    expect(warnings).to.deep.equal(['unknown field "metadata.foo"', 'unknown field "spec.colour"']);
    expect(given.spec).to.deep.equal({ colour: 1 });
  });

  it('makes the draft of the given object itself when it may', () => {
    const options = { fieldValidation: 'Warn' as const, repeated: [], warnings: [], metadataSchema };
    const given = { spec: { colour: 1 }, ...widget('a') };
    expect(draftOf(widgets, given, { ...options, owned: true })).to.equal(given);
    expect(given).to.deep.equal(widget('a', { size: 3 }));
    const { apiVersion, kind } = widget('a');
    expect(draftOf(widgets, { apiVersion, kind }, { ...options, owned: true })).to.deep.equal({ apiVersion, kind, metadata: {} });
  });

  it('takes a built-in object without its type, but no custom one', () => {
    expect(draft(configMaps, { metadata: { name: 'a' } }).object).to.deep.equal({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
    });
    expect(() => draft(widgets, { metadata: { name: 'a' } })).to.throw("Object 'Kind' is missing");
  });

  it('refuses another type', () => {
    expect(() => draft(configMaps, { ...configMap('a'), apiVersion: 'v2' })).to.throw('no kind "ConfigMap" is registered for version "v2"');
    expect(() => draft(widgets, { ...widget('a'), kind: 'Other' })).to.throw('kind: Invalid value: "Other": must be Widget');
  });

  it('refuses unknown fields only when strict', () => {
    expect(() => draft(configMaps, { ...configMap('a'), x: 1 }, 'Strict')).to.throw('unknown field "x"');
    expect(draft(configMaps, { ...configMap('a'), x: 1 }, 'Ignore').warnings).to.deep.equal([]);
  });
});
