import { expect } from 'chai';
import { ObjectText } from '../../lib/base/object-text.ts';
import { aWidget } from '../support/a-widget.ts';

function take(text: string, itemKind?: { apiVersion: string; kind: string }): ObjectText {
  const bytes = Buffer.from(`#${text}#`);
  return ObjectText.take(bytes, 1, bytes.length - 1, itemKind);
}

describe('ObjectText', () => {
  const managedFields = [{ manager: 'kubectl', fieldsV1: { 'f:metadata': { 'f:name': {} } } }];

  it('reads the identity and parses the rest on demand', () => {
    const object = aWidget({ name: 'a', namespace: 'team', uid: 'u', version: 7, spec: { text: 'grüße ☃' } });
    const text = take(JSON.stringify(object));
    expect([text.key, text.uid, text.resourceVersion]).to.deep.equal(['team/a', 'u', '7']);
    expect(text.parse()).to.deep.equal(object);
  });

  it('gives each reader a copy of their own', () => {
    const text = take(JSON.stringify(aWidget({ spec: { size: 1 } })));
    text.parse().spec.size = 2;
    expect(text.parse().spec.size).to.equal(1);
  });

  const shapes: [string, (metadata: Record<string, unknown>) => Record<string, unknown>][] = [
    ['first', (metadata) => ({ managedFields, ...metadata })],
    ['last', (metadata) => ({ ...metadata, managedFields })],
    ['in the middle', ({ name, ...metadata }) => ({ name, managedFields, ...metadata })],
  ];
  for (const [where, arrange] of shapes) {
    it(`leaves out managedFields that stand ${where}`, () => {
      const object = aWidget();
      const text = take(JSON.stringify({ ...object, metadata: arrange(object.metadata) }));
      expect(text.text).not.to.include('managedFields');
      expect(text.parse()).to.deep.equal(object);
    });
    it(`leaves out managedFields that stand ${where}, in spaced JSON`, () => {
      const object = aWidget();
      const text = take(JSON.stringify({ ...object, metadata: arrange(object.metadata) }, null, 2));
      expect(text.parse()).to.deep.equal(object);
    });
  }

  it('is not deceived by uids and names that are deeper inside', () => {
    const deceiving = {
      ownerReferences: [{ uid: 'other', name: 'other' }],
      annotations: { uid: 'x', name: 'y', resourceVersion: '0', text: '"uid":"z"' },
      labels: { namespace: 'q', managedFields: 'mine' },
    };
    const object = aWidget({ metadata: deceiving });
    const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
    const text = take(
      JSON.stringify({
        ...object,
        spec: { uid: 's' },
        metadata: { ...deceiving, creationTimestamp, name, namespace, resourceVersion, uid },
      }),
    );
    expect([text.key, text.uid, text.resourceVersion]).to.deep.equal(['team/a', 'uid-a', '1']);
    expect(text.parse().metadata.labels).to.deep.equal(deceiving.labels);
  });

  it('reads metadata wherever it stands', () => {
    const { metadata, ...rest } = aWidget({ spec: { metadata: { name: 'wrong', uid: 'wrong', resourceVersion: '9' } } });
    expect(take(JSON.stringify({ ...rest, metadata })).key).to.equal('team/a');
  });

  it('has a key without namespace for a cluster-scoped object', () => {
    const object = aWidget();
    delete object.metadata.namespace;
    expect(take(JSON.stringify(object)).key).to.equal('a');
  });

  it('understands names with escapes by parsing', () => {
    const text = take(JSON.stringify(aWidget({ namespace: 'team' })).replace('"team"', '"te\\u0061m"'));
    expect(text.key).to.equal('team/a');
  });

  it('fills in what the items of a list leave out', () => {
    const { metadata, spec } = aWidget();
    const text = take(JSON.stringify({ metadata: { ...metadata, managedFields }, spec }), { apiVersion: 'v1', kind: 'Pod' });
    expect(text.parse()).to.deep.equal({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
  });

  it('makes the same of an object as of its text', () => {
    const object = aWidget({ metadata: { managedFields } });
    expect(ObjectText.from(object).parse()).to.deep.equal(aWidget());
    expect(object.metadata.managedFields).to.equal(managedFields);
  });

  it('reads one field of the object without the rest', () => {
    const text = take(JSON.stringify({ ...aWidget({ spec: { status: 'deeper', a: ['}'] } }), status: { state: 'x' } }));
    expect(text.field('status')).to.deep.equal({ state: 'x' });
    expect(text.field('spec')).to.deep.equal({ status: 'deeper', a: ['}'] });
    expect(text.field('nothing')).to.equal(undefined);
    const other = take(JSON.stringify(aWidget()).concat('   '));
    expect(other.field('status')).to.equal(undefined);
  });

  it('reads the generation, and no number that is called so elsewhere', () => {
    const generationOf = (object: unknown) => take(JSON.stringify(object)).generation;
    const { metadata, ...rest } = aWidget({ spec: { generation: 9 } });
    const { generation: _generation, ...others } = metadata;
    expect(generationOf({ ...rest, metadata: { ...others, annotations: { generation: '8' }, generation: 12 } })).to.equal(12);
    expect(generationOf({ spec: { generation: 9 }, ...rest, metadata: others })).to.equal(undefined);
    expect(take(`{ "metadata" : ${JSON.stringify({ ...others, generation: 7 })} }`).generation).to.equal(7);
  });

  it('knows whether characters are in it, and not in what lies beside it', () => {
    const json = JSON.stringify(aWidget());
    const bytes = Buffer.from(`${json}tskubeop/handled`);
    const text = ObjectText.take(bytes, 0, json.length);
    expect([text.includes('tskubeop/handled'), text.includes('resourceVersion')]).to.deep.equal([false, true]);
  });

  it('stays what it is when it moves', () => {
    const text = take(JSON.stringify(aWidget()));
    const target = Buffer.alloc(5000);
    const moved = text.movedTo(target, 100);
    expect(moved.buffer).to.equal(target);
    expect(moved.parse()).to.deep.equal(text.parse());
    expect(text.detached().buffer.length).to.equal(text.byteLength);
  });

  for (const text of [
    '',
    '5',
    'null',
    '[]',
    '{}',
    '{"metadata":{}}',
    '{"metadata":{"name":"a","uid":"u"}}',
    '{"metadata":{"name":"a","uid":"u","resourceVersion":"1"',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => take(text)).to.throw(SyntaxError);
    });
  }
});
