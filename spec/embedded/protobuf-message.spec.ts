import { expect } from 'chai';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import { MessageReader } from '../../lib/embedded/protobuf-message.ts';
import { MalformedProtobuf } from '../../lib/embedded/protobuf-wire.ts';
import { double, field, varint } from '../support/protobuf-writer.ts';

describe('MessageReader', () => {
  const library = createTypeLibrary();
  const reader = new MessageReader();
  const read = (type: string, ...fields: Buffer[]) => reader.read(Buffer.concat(fields), library.get(type));

  it('leaves out what JSON leaves out, and writes what JSON always writes', () => {
    expect(read('core.ContainerPort', field(1, ''), field(2, 0), field(3, 0), field(4, ''))).to.deep.equal({
      containerPort: 0,
      protocol: 'TCP',
    });
    expect(read('rbac.Role', field(1, []))).to.deep.equal({ metadata: {}, rules: null });
  });

  it('keeps the zero behind a pointer', () => {
    expect(read('core.SecurityContext', field(2, 0), field(4, 0))).to.deep.equal({ privileged: false, runAsUser: 0 });
    expect(read('meta.DeleteOptions', field(1, 0), field(2, []))).to.deep.equal({ gracePeriodSeconds: 0, preconditions: {} });
  });

  it('shows the fields of inlined messages among the others', () => {
    const volume = read('core.Volume', field(1, 'v'), field(2, [field(19, [field(1, [field(1, 'settings')]), field(4, 1)])]));
    expect(volume).to.deep.equal({ name: 'v', configMap: { name: 'settings', optional: true } });
    expect(read('core.Probe', field(1, [field(3, [field(1, [field(2, 80)])])])).tcpSocket).to.deep.equal({ port: 80 });
  });

  it('reads lists, maps, and lists in maps', () => {
    const review = [field(5, [field(1, 'k'), field(2, [field(1, 'a'), field(1, 'b')])]), field(4, 'g1'), field(4, 'g2')];
    expect(read('authorization.SubjectAccessReviewSpec', ...review)).to.deep.equal({ extra: { k: ['a', 'b'] }, groups: ['g1', 'g2'] });
  });

  it('reads numbers in lists one by one and packed', () => {
    const operator = field(2, 'In');
    const values = [field(3, 1), field(3, -2), field(3, Buffer.concat([varint(300), varint(4)]))];
    expect(read('batch.PodFailurePolicyOnExitCodesRequirement', operator, ...values).values).to.deep.equal([1, -2, 300, 4]);
  });

  it('takes map entries without a key or value for empty ones', () => {
    expect(read('core.ConfigMap', field(2, []), field(2, [field(1, 'a')]), field(3, [field(1, 'b')]))).to.deep.equal({
      metadata: {},
      data: { '': '', a: '' },
      binaryData: { b: '' },
    });
  });

  it('keeps keys that objects inherit', () => {
    const { data } = read(
      'core.ConfigMap',
      field(2, [field(1, '__proto__'), field(2, 'x')]),
      field(2, [field(1, 'toString'), field(2, 'y')]),
    );
    expect(Object.entries(data)).to.deep.equal([
      ['__proto__', 'x'],
      ['toString', 'y'],
    ]);
  });

  it('brings quantities into their one notation', () => {
    const limits = field(1, [field(1, 'cpu'), field(2, [field(1, '0.5')])]);
    expect(read('core.ResourceRequirements', limits)).to.deep.equal({ limits: { cpu: '500m' } });
    expect(() => read('core.ResourceRequirements', field(1, [field(1, 'cpu'), field(2, [field(1, 'much')])]))).to.throw(
      MalformedProtobuf,
      'quantities must match',
    );
  });

  it('reads schemas with all that may stand in the place of one', () => {
    const text = field(5, 'string');
    const schema = read(
      'apiextensions.JSONSchemaProps',
      text,
      double(11, 1.5),
      field(24, [field(1, [text, field(4, ''), field(18, 0)])]),
      field(30, [field(1, 1), field(2, [text])]),
      field(32, [field(1, 'both'), field(2, [field(2, 'a'), field(2, 'b')])]),
      field(33, [field(1, 0)]),
      field(8, [field(1, '{"x":1}')]),
    );
    expect(schema).to.deep.include({ type: 'string', default: { x: 1 } });
    expect(schema).to.deep.include({ items: { type: 'string' }, additionalProperties: { type: 'string' } });
    expect(schema).to.deep.include({ dependencies: { both: ['a', 'b'] }, additionalItems: false });
  });

  it('passes over fields that it does not know', () => {
    expect(read('meta.Preconditions', field(1, 'u'), field(99, 'x'), field(98, 7))).to.deep.equal({ uid: 'u' });
  });

  it('says which field is of another type', () => {
    expect(() => read('meta.Preconditions', field(1, 7))).to.throw(MalformedProtobuf, 'proto: wrong wireType = 0 for field uid');
    expect(() => read('meta.DeleteOptions', field(1, 'soon'))).to.throw(
      MalformedProtobuf,
      'proto: wrong wireType = 2 for field gracePeriodSeconds',
    );
    expect(() => read('apiextensions.JSONSchemaProps', field(11, 1))).to.throw(MalformedProtobuf, 'proto: wrong wireType = 0');
  });

  it('refuses a message that nests without an end', () => {
    let not: Buffer = Buffer.alloc(0);
    for (let level = 0; level < 600; level++) not = field(28, not);
    expect(() => read('apiextensions.JSONSchemaProps', not)).to.throw(MalformedProtobuf, 'nested more than 500 levels deep');
  });
});
