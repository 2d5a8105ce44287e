import { expect } from 'chai';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import type { SchemaObject } from '../../lib/schema/kind-declaration.ts';
import { STATES, statusSchemaOf } from '../../lib/schema/status-schema.ts';
import { aDeclaration } from './a-declaration.ts';

const TEXT = { type: 'string' };

function statusOf(properties: Record<string, SchemaObject>, changes: object = {}) {
  return statusSchemaOf(aDeclaration({ STATUS: { type: 'object', properties }, ...changes })).schema;
}

describe('statusSchemaOf', () => {
  const SDK_FIELDS = ['state', 'error', 'observedGeneration', 'handled', 'conditions'];

  it('keeps every field where there is no STATUS', () => {
    const { schema, notes } = statusSchemaOf(aDeclaration());
    expect(schema).to.include({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
    expect(schema.properties).to.have.keys(SDK_FIELDS);
    expect(notes).to.deep.equal([]);
  });

  it("adds the SDK's fields to those of STATUS", () => {
    expect(statusOf({ pod: TEXT }).properties).to.have.keys('pod', ...SDK_FIELDS);
  });

  it("keeps the record the SDK's own, whatever STATUS says", () => {
    const { properties } = statusOf({ observedGeneration: TEXT, handled: TEXT });
    expect(properties?.observedGeneration?.type).to.equal('integer');
    expect(properties?.handled?.properties).to.have.keys('created', 'marks', 'essence', 'lastHandled');
  });

  it('ties no field at the top level to another, for status is written in parts', () => {
    const ties = {
      ...{ required: ['pod'], minProperties: 1, maxProperties: 2, nullable: true, default: {}, not: { required: ['a'] } },
      ...{ anyOf: [{ required: ['pod'] }], oneOf: [{ required: ['a'] }], 'x-kubernetes-validations': [{ rule: 'has(self.pod)' }] },
    };
    const { schema } = statusSchemaOf(aDeclaration({ STATUS: { type: 'object', properties: { pod: TEXT }, ...ties } }));
    expect(schema).to.not.have.any.keys(...Object.keys(ties), 'allOf');
    expect(schema.properties).to.include.keys('pod');
  });

  it('makes a record of STATUS an object with unknown fields', () => {
    const { schema } = statusSchemaOf(aDeclaration({ STATUS: { type: 'object', additionalProperties: TEXT } }));
    expect(schema['x-kubernetes-preserve-unknown-fields']).to.equal(true);
    expect(schema).to.not.have.property('additionalProperties');
  });

  it("keeps the class's own conditions", () => {
    const conditions = { type: 'array', items: { type: 'object', properties: { type: TEXT } } };
    expect(statusOf({ conditions }).properties?.conditions).to.deep.equal(conditions);
  });

  describe('state', () => {
    const ROWS: readonly (readonly [title: string, state: SchemaObject, expected: object])[] = [
      ['has no default, which would look like a state that somebody set', { ...TEXT, default: 'new' }, TEXT],
      [
        "takes the SDK's values beside those of an enum",
        { ...TEXT, enum: ['error', 'new'] },
        { ...TEXT, enum: ['error', 'new', 'processed'] },
      ],
      ['keeps a pattern that takes them', { ...TEXT, pattern: '^[a-z]+$' }, { ...TEXT, pattern: '^[a-z]+$' }],
    ];
    for (const [title, state, expected] of ROWS) {
      it(title, () => expect(statusOf({ state }).properties?.state).to.deep.equal(expected));
    }

    it('widens a pattern that does not take them', () => {
      const pattern = new RegExp(statusOf({ state: { ...TEXT, pattern: '^new$' } }).properties?.state?.pattern ?? '');
      expect([...STATES, 'new', 'old'].map((state) => pattern.test(state))).to.deep.equal([true, true, true, false]);
    });

    it("is the class's own where the SDK leaves it alone", () => {
      const STATE_GATE = false;
      expect(statusOf({ state: { type: 'integer' } }, { STATE_GATE }).properties?.state).to.deep.equal({ type: 'integer' });
      expect(statusOf({}, { STATE_GATE }).properties).to.not.have.property('state');
    });
  });

  const REFUSED: readonly (readonly [status: SchemaObject, message: string])[] = [
    [TEXT, 'status: STATUS must describe an object, not string'],
    [{ type: 'object', properties: { state: { type: 'integer' } } }, 'status.state: must be a string: the SDK writes it (it is integer)'],
    [{ type: 'object', properties: { error: {} } }, 'status.error: must be a string: the SDK writes it (it is of several types)'],
    [{ type: 'object', properties: { conditions: { type: 'object' } } }, 'status.conditions: must be an array'],
  ];
  for (const [STATUS, message] of REFUSED) {
    it(`refuses: ${message}`, () => expect(() => statusSchemaOf(aDeclaration({ STATUS }))).to.throw(InvalidSchemaError, message));
  }
});
