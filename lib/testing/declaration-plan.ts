/**
 * Which sequences of declarations there are, from good ones with which they begin. Pure.
 */
import { equalJson, isJsonObject } from '../base/merge-patch.ts';
import type { StructuralSchema } from '../schema/structural-schema.ts';
import type { Declarations } from './declarations.ts';
import { changesOf, type DeclaredChange, type DeclaredFields, type DeclaredSpec, shown } from './declared-change.ts';
import { type DeclaredPath, entryPath, itemPath, propertyPath, ROOT } from './declared-path.ts';
import { composed, distinct, valuesOf } from './declared-values.ts';
import { inFairOrder } from './fair-order.ts';
import { SeededChance } from './seeded-chance.ts';

/** The kinds of sequences: one field changed, or changed back; several changes drawn by a seed; a bad declaration that is taken back. */
export type DeclarationKind = 'change' | 'sequence' | 'refusal';

/** One sequence. */
export interface DeclarationCase {
  /** What is declared, in words; unlike that of any other case. */
  readonly title: string;
  readonly kind: DeclarationKind;
  /** What is declared, one after the other. */
  readonly specs: readonly DeclaredSpec[];
  /** Of a sequence: by which seed it was drawn. */
  readonly seed?: number;
}

/** What of declarations can be changed, and how: values that examples show, and where that is but one, those of the type. */
export function fieldsOf({ schema, options }: Declarations): DeclaredFields {
  const { examples = [], values = {}, fixed = [] } = options;
  const known = new Map<string, readonly unknown[]>();
  const ofType = new Map<string, readonly unknown[]>();
  for (const leaf of examples.flatMap((example) => [...leavesOf(schema, example, ROOT)])) {
    known.set(leaf.path.field, distinct([...(known.get(leaf.path.field) ?? []), leaf.value]));
    ofType.set(leaf.path.field, valuesOf(leaf.schema, leaf.path, new Map()));
  }
  for (const [field, shownOnes] of known)
    if (shownOnes.length === 1) known.set(field, distinct([...shownOnes, ...(ofType.get(field) ?? [])]));
  for (const [field, given] of Object.entries(values)) known.set(field, given);
  return { schema, known, fixed };
}

/**
 * Good declarations to begin with.
 *
 * @param lacking is told of fields for which no value is known
 */
export function basesOf({ options }: Declarations, { schema, known }: DeclaredFields, lacking: (field: string) => void): DeclaredSpec[] {
  const { examples, accepts = () => true } = options;
  const made = examples ?? (['fullest', 'smallest'] as const).map((fullness) => composed(schema, ROOT, { known, fullness, lacking }));
  return distinct(made.filter((spec) => isJsonObject(spec) && accepts(spec))) as DeclaredSpec[];
}

/** What to plan. */
export interface DeclarationPlanOptions {
  /** @default all */
  readonly kinds?: readonly string[] | undefined;
  readonly seeds: readonly number[];
}

/** The sequences, in the order in which they are to be tried. */
export function planDeclarations(
  declarations: Declarations,
  bases: readonly DeclaredSpec[],
  { kinds, seeds }: DeclarationPlanOptions,
): readonly DeclarationCase[] {
  const fields = fieldsOf(declarations);
  const mayFollow = follows(declarations);
  const cases = bases.flatMap((base, index) => {
    const from = index === 0 ? '' : `, from declaration ${index + 1}`;
    const changes = changesOf(base, fields).filter(({ sort, spec }) => sort === 'wrong' || mayFollow(spec, base));
    return [
      ...changes.filter(({ sort }) => sort === 'usual').flatMap((change) => changed(base, change, from, mayFollow)),
      ...changes.filter(({ sort }) => sort === 'odd').map((change) => takenBack(base, change, from)),
      ...refusedAtOnce(
        base,
        changes.filter(({ sort }) => sort === 'wrong'),
        from,
      ),
      ...(declarations.options.bad ?? []).map((bad) =>
        takenBack(base, { words: `declared as ${JSON.stringify(bad)}`, spec: bad as DeclaredSpec }, from),
      ),
    ];
  });
  const drawn = seeds.flatMap((seed) => drawnSequences(declarations, { bases, fields, seed }));
  const all = withoutTwins([...cases, ...drawn]).filter(({ kind }) => !kinds || kinds.includes(kind));
  return inFairOrder(all, seeds[0] ?? 1);
}

type MayFollow = (next: DeclaredSpec, previous: DeclaredSpec) => boolean;

/** Whether a declaration may follow another, by what the user says. */
export function follows({ options }: Declarations): MayFollow {
  const { accepts = () => true, follows: mayFollow = () => true } = options;
  return (next, previous) => accepts(next) && mayFollow(next, previous);
}

function changed(base: DeclaredSpec, { words, spec }: DeclaredChange, from: string, mayFollow: MayFollow): DeclarationCase[] {
  const there: DeclarationCase = { title: `${words}${from}`, kind: 'change', specs: [base, spec] };
  if (!mayFollow(base, spec)) return [there];
  return [there, { title: `${words}, and back again${from}`, kind: 'change', specs: [base, spec, base] }];
}

function takenBack(base: DeclaredSpec, { words, spec }: Pick<DeclaredChange, 'words' | 'spec'>, from: string): DeclarationCase {
  return { title: `${words}, and taken back${from}`, kind: 'refusal', specs: [base, spec, base] };
}

/** What the server refuses costs little: all of it, one after the other; first of all, and after a good one. */
function refusedAtOnce(base: DeclaredSpec, wrong: readonly DeclaredChange[], from: string): DeclarationCase[] {
  if (wrong.length === 0) return [];
  const specs = wrong.map(({ spec }) => spec);
  return [
    {
      title: `${wrong.length} declarations that the schema refuses${from}`,
      kind: 'refusal',
      specs: [specs[0] ?? base, base, ...specs, base],
    },
  ];
}

function drawnSequences(
  declarations: Declarations,
  { bases, fields, seed }: { bases: readonly DeclaredSpec[]; fields: DeclaredFields; seed: number },
): DeclarationCase[] {
  const { sequences = 10, length = 6 } = declarations.options;
  const mayFollow = follows(declarations);
  const chance = new SeededChance(seed);
  if (bases.length === 0) return [];
  return Array.from({ length: sequences }, (_, index): DeclarationCase => {
    const base = chance.pick(bases);
    const specs = [base];
    let last = base;
    for (let count = 1 + chance.integer(length); count > 0; count--) {
      const again = chance.integer(6) === 0 ? [chance.pick(specs)] : [];
      const changes = changesOf(last, fields).filter(({ sort }) => sort === 'usual' || (sort === 'odd' && chance.integer(8) === 0));
      const next = chance.pick([...again, ...(again.length > 0 ? [] : changes.map(({ spec }) => spec))]);
      if (next === undefined || equalJson(next, last) || !mayFollow(next, last)) continue;
      specs.push(next);
      last = next;
    }
    return {
      title: `sequence ${index + 1} of seed ${seed}: ${sequenceInWords(specs.slice(0, 1))} and ${specs.length - 1} changes`,
      kind: 'sequence',
      specs,
      seed,
    };
  }).filter(({ specs }) => specs.length > 1);
}

/** A sequence for people: how it begins, and what changes from each to the next. */
export function sequenceInWords(specs: readonly DeclaredSpec[]): string {
  return specs.map((spec, index) => (index === 0 ? `created as ${shown(spec)}` : `then ${JSON.stringify(spec)}`)).join(', ');
}

function withoutTwins(cases: readonly DeclarationCase[]): readonly DeclarationCase[] {
  const known = new Set<string>();
  return cases.filter(({ specs, kind }) => {
    const key = JSON.stringify([kind === 'refusal', specs]);
    return !known.has(key) && known.add(key);
  });
}

interface Leaf {
  readonly schema: StructuralSchema;
  readonly path: DeclaredPath;
  readonly value: unknown;
}

/** What is in a value, field by field. */
function* leavesOf(schema: StructuralSchema, value: unknown, path: DeclaredPath): Iterable<Leaf> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leavesOf(schema.items ?? {}, item, itemPath(path, index));
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      const property = schema.properties?.[name];
      const at = property ? propertyPath(path, name) : entryPath(path, name);
      yield* leavesOf(property ?? schema.additionalProperties ?? {}, member, at);
    }
  } else yield { schema, path, value };
}
