/**
 * The notation in which type-tables.ts describes the built-in types, and its reader.
 *
 *     Name = field field:type …        one type a line; an indented line continues the one above
 *     Name@atomic = …                  the object is replaced as a whole
 *
 * A field is `name`, `#` and its number in protobuf messages (`#2.1`: field 1 of the message in field 2, whose fields JSON has
 * among the type's own), flags, `:type` (string when left out), and how it is merged:
 *     !  required     ^  written even when empty     *  a pointer: only null means absent
 *     [T] list, {T} map, section.T a type of another section; int long number bool quantity time microtime bytes intstr any
 *     @atomic, @set, @map(key,key)     of a list, for server-side apply
 *     &merge(key), &retainKeys         of a list or object, for strategic merge patches
 *     ="text" the default, ={} a missing one is written as an empty object
 */
import type { Absence, Schema } from './schema.ts';

const FIELD = /^(?<name>[^#!^*:@&=]+)(?:#(?<wire>[\d.]+))?(?<flags>[!^*]*)(?::(?<type>[^@&=]+))?(?<merging>[^=]*)(?:=(?<fallback>.*))?$/;

const SCALARS: Record<string, Schema> = {
  string: { type: 'string' },
  int: { type: 'integer', format: 'int32' },
  long: { type: 'integer', format: 'int64' },
  number: { type: 'number', format: 'double' },
  bool: { type: 'boolean' },
  quantity: { 'x-kubernetes-int-or-string': true, scalar: 'quantity' },
  intstr: { 'x-kubernetes-int-or-string': true, scalar: 'intstr' },
  time: { type: 'string', format: 'date-time', scalar: 'time' },
  microtime: { type: 'string', format: 'date-time', scalar: 'microtime' },
  bytes: { type: 'string', format: 'byte', scalar: 'bytes' },
  any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, scalar: 'any' },
};

/** Types by their name, `section.Name`; each is read when it is first asked for. */
export class TypeLibrary {
  readonly #sources = new Map<string, { section: string; atomic: boolean; fields: string }>();
  readonly #schemas = new Map<string, Schema>();

  /** Adds a section's table. */
  add(section: string, table: string): this {
    for (const line of table.trim().replaceAll(/\n +/g, ' ').split('\n')) {
      const separator = line.indexOf(' =');
      const [name = '', atomic] = line.slice(0, separator).split('@');
      this.#sources.set(`${section}.${name}`, { section, atomic: atomic === 'atomic', fields: line.slice(separator + 2).trim() });
    }
    return this;
  }

  /** The names of all types. */
  names(): string[] {
    return [...this.#sources.keys()];
  }

  /** The schema of a type of that name in the first of the sections that has one. */
  find(sections: readonly string[], name: string): Schema | undefined {
    const section = sections.find((candidate) => this.#sources.has(`${candidate}.${name}`));
    return section === undefined ? undefined : this.get(`${section}.${name}`);
  }

  /** The schema of `section.Name`; an unknown name is a defect of the tables and throws. */
  get(name: string): Schema {
    const known = this.#schemas.get(name);
    if (known) return known;
    const source = this.#sources.get(name);
    if (!source) throw new Error(`no type is named ${name}`);
    const schema: Schema = { type: 'object', typeName: name };
    if (source.atomic) schema['x-kubernetes-map-type'] = 'atomic';
    // Types refer to each other in circles, so the members are read only when they are looked at.
    let fields: Fields | undefined;
    const read = () => {
      fields ??= this.#fields(source.section, source.fields);
      return fields;
    };
    Object.defineProperty(schema, 'properties', { enumerable: true, get: () => read().properties });
    Object.defineProperty(schema, 'required', { enumerable: true, get: () => read().required });
    Object.defineProperty(schema, 'fills', { enumerable: true, get: () => read().fills });
    this.#schemas.set(name, schema);
    return schema;
  }

  #fields(section: string, text: string): Fields {
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const field of text.split(' ')) {
      if (!field) continue;
      const { name, wire, flags, type, merging, fallback } = (FIELD.exec(field)?.groups ?? {}) as Record<string, string>;
      if (!name) throw new Error(`${section}: ${field} is no field`);
      properties[name] = this.#field(section, { flags: flags ?? '', type: type ?? 'string', merging: merging ?? '', fallback });
      if (wire) (properties[name] as Schema).wire = wire.split('.').map(Number);
      if (flags?.includes('!')) required.push(name);
    }
    const fills = Object.entries(properties).filter(([, member]) => isFilled(member));
    return { properties, required, fills };
  }

  #field(section: string, parts: { flags: string; type: string; merging: string; fallback: string | undefined }): Schema {
    const { flags, type, merging, fallback } = parts;
    const target = this.#type(section, type);
    // A reference to a named type keeps that type's own members reachable, so it is wrapped instead of copied.
    const schema: Schema = target.typeName ? Object.create(target) : { ...target };
    schema.absence = absenceOf(flags, fallback);
    if (fallback && fallback !== '{}') schema.default = JSON.parse(fallback);
    readMerging(schema, merging);
    return schema;
  }

  #type(section: string, text: string): Schema {
    if (text.startsWith('[')) return { type: 'array', items: this.#type(section, text.slice(1, -1)) };
    if (text.startsWith('{')) return { type: 'object', additionalProperties: this.#type(section, text.slice(1, -1)) };
    return SCALARS[text] ?? this.get(text.includes('.') ? text : `${section}.${text}`);
  }
}

/** What the fields of a type come to. */
interface Fields {
  properties: Record<string, Schema>;
  required: string[];
  fills: [string, Schema][];
}

function isFilled({ default: fallback, absence }: Schema): boolean {
  return fallback !== undefined || absence === 'struct' || absence === 'never' || absence === 'null';
}

function absenceOf(flags: string, fallback: string | undefined): Absence {
  if (fallback === '{}') return 'struct';
  if (flags.includes('^')) return flags.includes('*') ? 'null' : 'never';
  return flags.includes('*') ? 'nothing' : 'empty';
}

function readMerging(schema: Schema, text: string): void {
  const list = /@(atomic|set|map)(?:\(([^)]*)\))?/.exec(text);
  if (list) {
    if (schema.type === 'array') schema['x-kubernetes-list-type'] = list[1] as 'atomic' | 'set' | 'map';
    else schema['x-kubernetes-map-type'] = 'atomic';
    if (list[2]) schema['x-kubernetes-list-map-keys'] = list[2].split(',');
  }
  const patch = /&([a-zA-Z+]+)(?:\(([^)]*)\))?/.exec(text);
  if (patch) {
    schema['x-kubernetes-patch-strategy'] = (patch[1] ?? '').replace('+', ',');
    if (patch[2]) schema['x-kubernetes-patch-merge-key'] = patch[2];
  }
}
