/**
 * The surroundings of a node for specs: a conversion that stands at `spec`, with nothing around.
 */
import type { ConversionContext } from '../../lib/schema/conversion-context.ts';
import type { StructuralSchema } from '../../lib/schema/structural-schema.ts';

/** A context whose `convert` gives back the node as it is; `true` becomes any value. */
export function aConversionContext(changes: Partial<ConversionContext> = {}): ConversionContext {
  return {
    ...{ root: {}, dialect: 'json-schema', path: 'spec', references: [], notes: [], inheritedType: undefined },
    convert: (node) => (node === true ? { nullable: true, 'x-kubernetes-preserve-unknown-fields': true } : (node as StructuralSchema)),
    ...changes,
  };
}
