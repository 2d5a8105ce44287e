/**
 * Null beside other values. The API server takes null in no enum, not even where null is listed, and to null no keyword but
 * enum applies: so an enum becomes a pattern or bounds, and a oneOf, all of whose branches null would satisfy, an anyOf.
 */
import type { StructuralSchema } from './structural-schema.ts';

/** The same node, taking null too. */
export function asNullable(schema: StructuralSchema): StructuralSchema {
  if (schema.nullable) return schema;
  const { oneOf, ...rest } = schema;
  const whole = withoutEnum(rest);
  return { ...(oneOf ? withAlternatives(whole, oneOf.map(withoutEnum)) : whole), nullable: true };
}

/** A pattern that takes these words only. */
export function wordsPattern(words: readonly unknown[]): string {
  return `^(?:${words.map((word) => String(word).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})$`;
}

function withoutEnum({ enum: values, ...schema }: StructuralSchema): StructuralSchema {
  const result = { ...schema };
  for (const keyword of ['anyOf', 'allOf'] as const) if (result[keyword]) result[keyword] = result[keyword].map(withoutEnum);
  if (!values) return result;
  const words = values.filter((value) => typeof value === 'string');
  const numbers = values.filter((value) => typeof value === 'number');
  // There is no other word for a constant boolean: the server takes both.
  const text: StructuralSchema = words.length > 0 ? { pattern: wordsPattern(words) } : {};
  const [number, ...others] = numbers;
  if (number === undefined) return { ...result, ...text };
  if (others.length === 0) return { ...result, ...text, minimum: number, maximum: number };
  return withAlternatives(
    { ...result, ...text },
    numbers.map((value) => ({ minimum: value, maximum: value })),
  );
}

function withAlternatives(schema: StructuralSchema, anyOf: StructuralSchema[]): StructuralSchema {
  return schema.anyOf ? { ...schema, allOf: [...(schema.allOf ?? []), { anyOf }] } : { ...schema, anyOf };
}
