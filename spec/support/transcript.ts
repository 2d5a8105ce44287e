/**
 * What a cluster answered, written so that two clusters can be compared: all that two honest servers must differ in (ids,
 * versions, times, addresses, generated names) is replaced by what it is, and equal things stay equal.
 */

/** One answer. */
export interface Entry {
  request: string;
  status: number;
  contentType: string;
  warnings: string[];
  body: unknown;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const DAY_MILLISECONDS = 24 * 3600_000;
const AGE = /^(\d+[smhd])+$/;
/** What the server keeps of generateName, so that a name is a label. */
const LONGEST_BASE = 58;
const ADDRESS_KEYS = new Set(['clusterIP', 'podIP', 'hostIP', 'ip']);
const PORT_KEYS = new Set(['nodePort', 'healthCheckNodePort']);

/** Replaces what differs by nature; remembers what it has seen, so one is to be used for a whole case. */
export class Normaliser {
  readonly #uids = new Map<string, string>();
  readonly #versions = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #server: string;

  constructor(server: string) {
    this.#server = server;
  }

  /** An answer's body, or anything else that is JSON. */
  value(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return this.#string(value, key);
    if (typeof value === 'number') return PORT_KEYS.has(key) ? '<port>' : value;
    if (Array.isArray(value)) return value.map((item) => this.value(item, key.replace(/IPs$/, 'IP')));
    if (typeof value !== 'object' || value === null) return value;
    const fields = value as Record<string, unknown>;
    this.#learnName(fields);
    // In one order, so that ids are first seen at the same place.
    const sorted = Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1));
    const entries = sorted.map(([name, member]) => [this.text(name), this.#member(fields, name, member)]);
    return Object.fromEntries(entries);
  }

  /** A text, such as a path or a message. */
  text(text: string): string {
    let result = text.replaceAll(UUID, (uid) => numbered(this.#uids, uid, 'uid'));
    result = result.replaceAll(TIME, (time, fraction) => (isNow(time) ? `<time${fraction ? '.micro' : ''}>` : time));
    result = result.replaceAll(this.#server, '<server>').replaceAll(new URL(this.#server).host, '<host>');
    result = result.replaceAll(
      /(ResourceVersion in (?:precondition|object meta): )(\d+)/g,
      (_, what, version) => what + this.#version(version),
    );
    result = result.replaceAll(/\b(resourceVersion|continue)=[A-Za-z0-9_=%-]{2,}/g, '$1=<$1>');
    // A message that quotes a whole object does so in the order of the server's own types.
    result = result.replaceAll(/Invalid value: "\{.*\}": (?=strict |json: )/gs, 'Invalid value: "<object>": ');
    for (const [name, placeholder] of this.#names) result = result.replaceAll(name, placeholder);
    return result;
  }

  #member(fields: Record<string, unknown>, name: string, member: unknown): unknown {
    // A list's version is the whole store's: others write there too.
    if (name === 'metadata' && (Array.isArray(fields.items) || Array.isArray(fields.rows))) return this.#listMetadata(member);
    if (name === 'cells' && Array.isArray(member)) return member.map((cell) => this.#cell(cell));
    // The server orders them by time, in whole seconds: whether two writes fall into one is chance.
    if (name === 'managedFields' && Array.isArray(member)) return this.value([...member].sort(byManager));
    if (name === 'storageVersionHash') return '<hash>';
    return this.value(member, name);
  }

  #cell(cell: unknown): unknown {
    if (Array.isArray(cell)) return cell.map((inner) => this.#cell(inner));
    return AGE.test(String(cell)) ? '<age>' : this.value(cell);
  }

  #listMetadata(metadata: unknown): unknown {
    const { resourceVersion, continue: token, ...rest } = (metadata ?? {}) as Record<string, unknown>;
    return {
      ...rest,
      ...(resourceVersion !== undefined && { resourceVersion: '<list>' }),
      ...(token !== undefined && { continue: '<token>' }),
    };
  }

  #string(text: string, key: string): string {
    if (key === 'resourceVersion') return this.#version(text);
    if (ADDRESS_KEYS.has(key) && /^\d+\.\d+\.\d+\.\d+$/.test(text)) return '<address>';
    return this.text(text);
  }

  #version(version: string): string {
    return /^[1-9]\d*$/.test(version) ? numbered(this.#versions, version, 'rv') : version;
  }

  #learnName({ metadata }: Record<string, unknown>): void {
    const { name, generateName } = (metadata ?? {}) as Record<string, unknown>;
    if (
      typeof name !== 'string' ||
      typeof generateName !== 'string' ||
      !generateName ||
      !name.startsWith(generateName.slice(0, LONGEST_BASE))
    )
      return;
    // Its length is compared: five characters on both.
    const base = generateName.slice(0, LONGEST_BASE);
    const suffix = '?'.repeat(name.length - base.length);
    if (!this.#names.has(name)) this.#names.set(name, `${base}${suffix}#${this.#names.size + 1}`);
  }
}

function byManager(left: Record<string, unknown>, right: Record<string, unknown>): number {
  const key = ({ manager, operation, subresource, apiVersion }: Record<string, unknown>) =>
    [manager, operation, subresource, apiVersion].join('|');
  return key(left) < key(right) ? -1 : 1;
}

function numbered(seen: Map<string, string>, value: string, prefix: string): string {
  const known = seen.get(value) ?? `<${prefix}${seen.size + 1}>`;
  seen.set(value, known);
  return known;
}

function isNow(time: string): boolean {
  return Math.abs(Date.parse(time) - Date.now()) < DAY_MILLISECONDS;
}

/** Where two transcripts differ, a line each; empty when they don't. */
export function differences(embedded: unknown, real: unknown, path = ''): string[] {
  if (Object.is(embedded, real)) return [];
  if (!isContainer(embedded) || !isContainer(real) || Array.isArray(embedded) !== Array.isArray(real)) {
    return [`${path}\n    embedded: ${shown(embedded)}\n    real:     ${shown(real)}`];
  }
  const names = [...new Set([...Object.keys(real), ...Object.keys(embedded)])];
  return names.flatMap((name) => differences(embedded[name], real[name], `${path}/${name}`));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return value === undefined ? '(absent)' : JSON.stringify(value).slice(0, 2000);
}
