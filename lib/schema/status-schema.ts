/**
 * The schema of `status`: what the class's STATUS says, and the fields of the SDK. Status is written in parts, so that
 * nothing at its top level is required or tied to each other.
 */
import { InvalidSchemaError } from '../base/errors.ts';
import type { KindDeclaration } from './kind-declaration.ts';
import { wordsPattern } from './nullable-schema.ts';
import { type ConvertedSchema, structuralSchemaOf } from './schema-conversion.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** The values that the SDK itself gives `status.state`. */
export const STATES = Object.freeze(['processed', 'error'] as const);

const CONDITION: StructuralSchema = {
  type: 'object',
  required: ['type', 'status', 'lastTransitionTime', 'reason', 'message'],
  properties: {
    type: { type: 'string', maxLength: 316 },
    status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
    observedGeneration: { type: 'integer', format: 'int64', minimum: 0 },
    lastTransitionTime: { type: 'string', format: 'date-time' },
    reason: { type: 'string', minLength: 1, maxLength: 1024 },
    message: { type: 'string', maxLength: 32768 },
  },
};

/** What the SDK remembers of an object; users leave it alone. */
const RECORD: Readonly<Record<string, StructuralSchema>> = {
  observedGeneration: { description: 'The generation that was handled last.', type: 'integer', format: 'int64' },
  handled: {
    description: 'What the operator remembers of this object.',
    type: 'object',
    properties: {
      created: { type: 'boolean' },
      marks: { type: 'string' },
      essence: { type: 'string' },
      lastHandled: { type: 'string' },
    },
  },
};

const STATE: StructuralSchema = { description: 'Where the operator stands with this object.', type: 'string' };
const ERROR: StructuralSchema = { description: 'Why handling this object failed.', type: 'string' };
const CONDITIONS: StructuralSchema = {
  type: 'array',
  items: CONDITION,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
};

/** What would bind fields at the top level to each other. */
const TIES = [
  'required',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'minProperties',
  'maxProperties',
  'x-kubernetes-validations',
  'default',
  'nullable',
] as const;

/** The schema of a class's status. */
export function statusSchemaOf(declaration: KindDeclaration): ConvertedSchema {
  const usesState = declaration.STATE_GATE !== false;
  const sdk: Record<string, StructuralSchema> = { ...(usesState ? { state: STATE } : {}), error: ERROR, ...RECORD, conditions: CONDITIONS };
  if (declaration.STATUS === undefined) {
    return { schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: sdk }, notes: [] };
  }
  const { schema: given, notes } = structuralSchemaOf(declaration.STATUS, 'status');
  if (given.type !== 'object') throw new InvalidSchemaError('status', `STATUS must describe an object, not ${given.type ?? 'any value'}`);
  const own = given.properties ?? {};
  const schema: StructuralSchema = { ...given, properties: { ...own, ...sdk, ...kept(own, usesState) } };
  for (const keyword of TIES) delete schema[keyword];
  if (schema.additionalProperties) {
    // Kubernetes knows named properties or a record, and the SDK's are named.
    delete schema.additionalProperties;
    schema['x-kubernetes-preserve-unknown-fields'] = true;
  }
  return { schema, notes };
}

/** The class's own idea of fields that the SDK uses too, where both can live with it. */
function kept(own: Readonly<Record<string, StructuralSchema>>, usesState: boolean): Record<string, StructuralSchema> {
  const result: Record<string, StructuralSchema> = {};
  if (own.error) result.error = textField('error', own.error);
  if (own.state) result.state = usesState ? stateField(own.state) : own.state;
  const { conditions } = own;
  if (conditions) {
    if (conditions.type !== 'array')
      throw new InvalidSchemaError('status.conditions', 'must be an array: Kubernetes reads it as the list of conditions');
    result.conditions = conditions;
  }
  return result;
}

function textField(name: string, field: StructuralSchema): StructuralSchema {
  if (field.type !== 'string')
    throw new InvalidSchemaError(`status.${name}`, `must be a string: the SDK writes it (it is ${field.type ?? 'of several types'})`);
  return field;
}

/** A default would look like a state that somebody set; an enum, or a pattern, must take the SDK's values. */
function stateField(field: StructuralSchema): StructuralSchema {
  const { default: _, ...state } = textField('state', field);
  const { pattern } = state;
  if (pattern !== undefined && !STATES.every((value) => new RegExp(pattern).test(value)))
    state.pattern = `(?:${pattern})|${wordsPattern(STATES)}`;
  return state.enum ? { ...state, enum: [...new Set([...state.enum, ...STATES])] } : state;
}
