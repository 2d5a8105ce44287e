/** CustomResourceDefinitions and what their schemas do: what is refused, filled in, taken away and checked. */

import { defineResource, describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

type Schema = Record<string, unknown>;
const object = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });
const text = (more: Schema = {}): Schema => ({ type: 'string', ...more });
const whole = (more: Schema = {}): Schema => ({ type: 'integer', ...more });
const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });

interface VersionParts {
  schema?: Schema;
  more?: object;
}

/** A definition `NAMEs.CASE.$NS.example.com`, its group its own. */
function definition(name: string, { schema = object({}), more = {} }: VersionParts = {}, spec: object = {}): Json {
  const group = `${name}.$NS.example.com`;
  const kind = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${name}s.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: `${name}s`, kind },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...more }],
      ...spec,
    },
  };
}

/** The causes of a refusal in an order of their own: a real server goes through members in any order. */
const sorted = (body: Json) => {
  const { details, message, ...rest } = body;
  if (!details?.causes || details.causes.length < 2) return body;
  return { ...rest, causes: details.causes.map((cause: Json) => JSON.stringify(cause)).sort() };
};

/** The objects of a definition whose `spec` has a schema. */
class Objects {
  readonly #api: ConformanceApi;
  readonly #name: string;

  constructor(api: ConformanceApi, name: string) {
    this.#api = api;
    this.#name = name;
  }

  get path(): string {
    return `/apis/${this.#name}.$NS.example.com/v1/namespaces/$NS/${this.#name}s`;
  }

  create(name: string, spec: unknown, query = '', more: object = {}) {
    const kind = `${this.#name[0]?.toUpperCase()}${this.#name.slice(1)}`;
    const apiVersion = `${this.#name}.$NS.example.com/v1`;
    return this.#api.post(`${this.path}${query}`, { apiVersion, kind, metadata: { name }, spec, ...more }, { pick: sorted });
  }

  patch(name: string, spec: unknown) {
    return this.#api.patch(`${this.path}/${name}`, { spec });
  }
}

async function define(api: ConformanceApi, name: string, spec: Schema, more: object = {}): Promise<Objects> {
  await defineResource(api, definition(name, { schema: object({ spec }), more }));
  return new Objects(api, name);
}

/** Formats, each with a text that is of it and one that isn't. */
const FORMATS: Record<string, [string, string]> = {
  'date-time': ['2026-01-02T03:04:05Z', 'yesterday'],
  date: ['2026-01-02', '2026-13-01'],
  email: ['a@example.com', 'a'],
  ipv4: ['1.2.3.4', '1.2.3'],
  ipv6: ['::1', '1.2.3.4'],
  cidr: ['10.0.0.0/8', '10.0.0.0'],
  uri: ['https://example.com/a', 'a b'],
  uuid: ['123e4567-e89b-12d3-a456-426614174000', '123'],
  byte: ['YWJj', '!!'],
  duration: ['1h30m', 'soon'],
  hostname: ['a.example.com', 'a_b!'],
  mac: ['01:23:45:67:89:ab', '01:23'],
  password: ['x', ''],
  'made-up': ['x', 'y'],
};

/** Formats that nobody checks, and one that takes everything. */
const UNCHECKED = ['password', 'made-up'];

const NAMED = list(object({ name: text(), port: whole({ default: 80 }) }, { required: ['name'] }), {
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name', 'port'],
});
const INNER = object({ x: whole({ default: 5 }), y: text({ default: 'why', nullable: true }) }, { default: {} });
/** What the cases try, each in a member of its own of one kind: a real server needs its time to serve one. */
const PARTS: Record<string, Schema> = {
  default: object({
    inner: INNER,
    list: list(object({ n: whole({ default: 1 }) })),
    map: { type: 'object', additionalProperties: object({ k: text({ default: 'v' }) }) },
  }),
  prune: object({
    a: text(),
    deep: object({ b: text() }),
    list: list(object({ c: text() })),
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { known: object({ d: text() }) } },
  }),
  null: object({ may: text({ nullable: true }), not: text(), must: text(), list: list(text({ nullable: true })) }, { required: ['must'] }),
  either: object({
    port: { 'x-kubernetes-int-or-string': true },
    limited: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }], maximum: 5, pattern: '^a' },
  }),
  type: object({ s: text(), i: whole(), n: { type: 'number' }, b: { type: 'boolean' }, l: list(text()), o: object({}) }),
  number: object({
    i: whole({ minimum: 1, maximum: 10 }),
    x: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
    m: whole({ multipleOf: 5 }),
    small: whole({ format: 'int32' }),
  }),
  text: object({ s: text({ minLength: 2, maxLength: 4 }), p: text({ pattern: '^[a-z]+$' }), e: text({ enum: ['a', 'b'] }) }),
  enum: object({ n: whole({ enum: [1, 2] }), m: { type: 'string', nullable: true, enum: ['a', null] } }),
  list: object({
    l: list(whole({ maximum: 5 }), { minItems: 1, maxItems: 2 }),
    s: list(text(), { 'x-kubernetes-list-type': 'set' }),
    m: NAMED,
  }),
  object: object({
    o: { type: 'object', additionalProperties: whole(), minProperties: 1, maxProperties: 2 },
    r: object({ a: text(), b: text() }, { required: ['a', 'b'] }),
  }),
  logic: object({
    any: object({ a: text(), b: text() }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] }),
    one: object({ a: text(), b: text() }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
    all: text({ allOf: [{ minLength: 2 }, { pattern: '^a' }] }),
    not: text({ not: { enum: ['no'] } }),
  }),
  format: object(Object.fromEntries(Object.keys(FORMATS).map((format) => [format, text({ format })]))),
  embedded: object({ template: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true } }),
};

/** The objects of that kind, of which a case sees its own member. */
class Part extends Objects {
  readonly #part: string;

  constructor(api: ConformanceApi, part: string) {
    super(api, 'thing');
    this.#part = part;
  }

  override create(name: string, spec: unknown, query = '', more: object = {}) {
    return super.create(`${this.#part}-${name}`, { [this.#part]: spec }, query, more);
  }
}

describeConformance('definitions', (run) => {
  const pickMessage = ({ status, message, details }: Json) => (status === 'Failure' ? { message, details } : 'accepted');

  /** What looks wrong, and is accepted. */
  const ACCEPTED = ['addfalse', 'metaname', 'intorstringtyped', 'logicextra'];

  /** Schemas that are refused, by what is wrong with them. */
  const refused: Record<string, Schema> = {
    notype: object({ spec: { properties: { a: text() } } }),
    rootstring: text(),
    rootempty: { properties: { spec: object({}) } },
    badtype: object({ spec: { type: 'word' } }),
    noitems: object({ spec: { type: 'array' } }),
    arrayitems: object({ spec: { type: 'array', items: [text()] } as Schema }),
    both: object({ spec: object({ a: text() }, { additionalProperties: text() }) }),
    addfalse: object({ spec: { type: 'object', additionalProperties: false } }),
    unique: object({ spec: list(text(), { uniqueItems: true }) }),
    refs: object({ spec: { $ref: '#/definitions/x' } }),
    meta: object({ metadata: object({ labels: { type: 'object' } }) }),
    metaname: object({ metadata: object({ name: text({ maxLength: 5 }) }) }),
    preservefalse: object({ spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': false } }),
    embeddedscalar: object({ spec: text({ 'x-kubernetes-embedded-resource': true }) }),
    embeddedroot: { type: 'object', 'x-kubernetes-embedded-resource': true },
    intorstringtyped: object({ spec: { type: 'string', 'x-kubernetes-int-or-string': true } }),
    baddefault: object({ spec: object({ a: whole({ default: 'x' }) }) }),
    prunedefault: object({ spec: object({ a: object({ b: text() }, { default: { c: 1 } }) }) }),
    rootdefault: object({ spec: text() }, { default: {} }),
    listtype: object({ spec: text({ 'x-kubernetes-list-type': 'set' }) }),
    listtypeword: object({ spec: list(text(), { 'x-kubernetes-list-type': 'bag' }) }),
    listkeys: object({ spec: list(object({ a: text() }), { 'x-kubernetes-list-type': 'map' }) }),
    listkeyless: object({ spec: list(object({ a: text() }), { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['b'] }) }),
    listkeyopt: object({ spec: list(object({ a: text() }), { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a'] }) }),
    listkeyonly: object({ spec: list(object({ a: text() }), { 'x-kubernetes-list-map-keys': ['a'] }) }),
    setobjects: object({ spec: list(object({ a: text() }), { 'x-kubernetes-list-type': 'set' }) }),
    maptype: object({ spec: text({ 'x-kubernetes-map-type': 'atomic' }) }),
    logictype: object({ spec: object({ a: text() }, { anyOf: [{ type: 'object' }] }) }),
    logicextra: object({ spec: object({ a: text() }, { anyOf: [{ properties: { b: { maxLength: 3 } } }] }) }),
    logicdefault: object({ spec: object({ a: text() }, { not: { default: {} } }) }),
    badpattern: object({ spec: text({ pattern: '(' }) }),
  };
  for (const [name, schema] of Object.entries(refused))
    run(`${ACCEPTED.includes(name) ? 'accepts' : 'refuses'} a schema: ${name}`, [ACCEPTED.includes(name) ? 201 : 422], async (api) => {
      await api.post(`${DEFINITIONS}?dryRun=All`, definition(name, { schema }), { pick: pickMessage });
    });

  run('refuses definitions that can not be', Array(8).fill(422), async (api) => {
    await api.post(`${DEFINITIONS}?dryRun=All`, { ...definition('misnamed'), metadata: { name: 'other.example.com' } });
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('nodots', {}, { group: 'nodots' }));
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('noscope', {}, { scope: '' }));
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('badscope', {}, { scope: 'Everywhere' }));
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('noversion', {}, { versions: [] }));
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('nokind', {}, { names: { plural: 'nokinds' } }));
    await api.post(
      `${DEFINITIONS}?dryRun=All`,
      definition('badnames', {}, { names: { plural: 'Badnames', kind: 'a b', shortNames: ['X'] } }),
    );
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('protected', {}, { group: 'protected.k8s.io' }));
  });

  run('refuses versions that do not go together', [422, 422, 422, 422], async (api) => {
    const version = (name: string, storage: boolean, more: object = {}) => ({
      name,
      storage,
      served: true,
      schema: { openAPIV3Schema: object({}) },
      ...more,
    });
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('twostored', {}, { versions: [version('v1', true), version('v2', true)] }));
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('nonestored', {}, { versions: [version('v1', false)] }));
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('sameversion', {}, { versions: [version('v1', true), version('v1', false)] }));
    await api.post(
      DEFINITIONS,
      definition('noschema', {}, { versions: [version('v1', true, { schema: undefined }), version('V2', false)] }),
    );
  });

  run('refuses columns and fields that lead nowhere', [422, 422, 422], async (api) => {
    const columns = [{ name: 'a', type: 'word', jsonPath: 'x' }, { jsonPath: '.spec' }];
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('columns', { more: { additionalPrinterColumns: columns } }));
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('fields', { more: { selectableFields: [{ jsonPath: '.spec.a' }] } }));
    const scale = { specReplicasPath: 'replicas', statusReplicasPath: '.spec.x' };
    await api.post(`${DEFINITIONS}?dryRun=All`, definition('scales', { more: { subresources: { scale } } }));
  });

  run('shows a definition with all that is filled in', [201, 200], async (api) => {
    const given = definition('filled', { schema: object({ spec: object({ a: text() }) }) });
    await api.post(DEFINITIONS, given);
    const path = `${DEFINITIONS}/${given.metadata.name}`;
    const isEstablished = ({ body }: { body: Json }) =>
      body.status?.conditions?.some(({ status, type }: Json) => type === 'Established' && status === 'True');
    await api.until(path, isEstablished, {
      pick: ({ spec, status, metadata }) => ({ spec, status, generation: metadata.generation }),
    });
  });

  run('accepts names only once in a group', [200], async (api) => {
    await defineResource(api, definition('owner', {}, { names: { plural: 'owners', kind: 'Owner', shortNames: ['ow'] } }));
    const second = definition('owner', {}, { names: { plural: 'others', singular: 'owner', kind: 'Owner', shortNames: ['ow'] } });
    second.metadata.name = `others.${second.spec.group}`;
    await api.post(DEFINITIONS, second, { quiet: true });
    await api.until(`${DEFINITIONS}/${second.metadata.name}`, ({ body }) => body.status?.conditions?.length >= 2, {
      pick: ({ status }) => ({ ...status, conditions: status.conditions.map(({ message, ...rest }: Json) => ({ ...rest, message })) }),
    });
  });

  run('keeps what can not change', [422, 422, 200], async (api) => {
    const given = definition('fixed');
    await defineResource(api, given);
    const path = `${DEFINITIONS}/${given.metadata.name}`;
    await api.patch(path, { spec: { scope: 'Cluster' } });
    await api.patch(path, { spec: { group: 'other.example.com' } });
    await api.patch(path, { spec: { names: { shortNames: ['fx'] } } }, 'merge', { pick: ({ spec }) => spec.names });
  });

  run('takes a definition with its objects away', [200, 404, 404], async (api) => {
    const objects = await define(api, 'leaving', object({}));
    await api.post(objects.path, { apiVersion: 'leaving.$NS.example.com/v1', kind: 'Leaving', metadata: { name: 'a' } }, { quiet: true });
    const path = `${DEFINITIONS}/leavings.leaving.$NS.example.com`;
    await api.delete(path, undefined, { pick: ({ kind, metadata }) => ({ kind, finalizers: metadata?.finalizers }) });
    await api.until(path, ({ status }) => status === 404);
    await api.until(objects.path, ({ status }) => status === 404);
  });

  run('waits with the end of a definition for finalizers of its objects', [200, 200, 403, 404], async (api) => {
    const objects = await define(api, 'held', object({}));
    const body = { apiVersion: 'held.$NS.example.com/v1', kind: 'Held', metadata: { name: 'a', finalizers: ['example.com/hold'] } };
    await api.post(objects.path, body, { quiet: true });
    const path = `${DEFINITIONS}/helds.held.$NS.example.com`;
    await api.delete(path, undefined, { pick: ({ kind }) => kind });
    await api.until(`${objects.path}/a`, (answer) => answer.body.metadata?.deletionTimestamp, {
      pick: ({ metadata }) => metadata.finalizers,
    });
    const terminating = ({ body: found }: { body: Json }) =>
      found.status?.conditions?.some(({ type, status }: Json) => type === 'Terminating' && status === 'True');
    await api.until(path, terminating, { quiet: true });
    await api.post(objects.path, { ...body, metadata: { name: 'b' } });
    await api.patch(`${objects.path}/a`, { metadata: { finalizers: null } }, 'merge', { quiet: true });
    await api.until(path, ({ status }) => status === 404);
  });

  run('serves each version of the same object', [201, 200, 200, 201, 404], async (api) => {
    const schema = { openAPIV3Schema: object({ spec: object({ a: text(), b: text() }) }) };
    const versions = [
      { name: 'v1', served: true, storage: true, schema },
      { name: 'v1beta1', served: true, storage: false, schema: { openAPIV3Schema: object({ spec: object({ a: text(), c: text() }) }) } },
    ];
    await defineResource(api, definition('version', {}, { versions }));
    const path = (version: string) => `/apis/version.$NS.example.com/${version}/namespaces/$NS/versions`;
    const body = (version: string) => ({ apiVersion: `version.$NS.example.com/${version}`, kind: 'Version' });
    await api.post(path('v1beta1'), { ...body('v1beta1'), metadata: { name: 'a' }, spec: { a: '1', b: '2', c: '3' } });
    await api.get(`${path('v1')}/a`);
    await api.get(`${path('v1beta1')}`);
    await api.post(path('v1'), { ...body('v1'), metadata: { name: 'b' }, spec: { a: '1', b: '2', c: '3' } });
    await api.get(path('v2'));
  });

  run('remembers the versions in which objects may be stored', [200], async (api) => {
    const schema = { openAPIV3Schema: object({}) };
    const versions = [
      { name: 'v1', served: true, storage: true, schema },
      { name: 'v2', served: true, storage: false, schema },
    ];
    const given = definition('migrated', {}, { versions });
    await defineResource(api, given);
    const path = `${DEFINITIONS}/${given.metadata.name}`;
    const [v1, v2] = versions;
    await api.patch(
      path,
      {
        spec: {
          versions: [
            { ...v1, storage: false },
            { ...v2, storage: true },
          ],
        },
      },
      'merge',
      { quiet: true },
    );
    await api.until(path, ({ body }) => body.status.storedVersions.length === 2, { pick: ({ status }) => status.storedVersions });
  });

  run('serves cluster-scoped kinds without a namespace', [201, 200, 404], async (api) => {
    await defineResource(api, definition('wide', {}, { scope: 'Cluster' }));
    await api.post('/apis/wide.$NS.example.com/v1/wides', { apiVersion: 'wide.$NS.example.com/v1', kind: 'Wide', metadata: { name: 'a' } });
    await api.get('/apis/wide.$NS.example.com/v1/wides/a');
    await api.get('/apis/wide.$NS.example.com/v1/namespaces/$NS/wides/a', { pick: (body) => typeof body });
  });
});

describeConformance('schemas of custom resources', (run) => {
  run.before(async (api) => {
    await define(api, 'thing', object(PARTS));
  });

  run('fills in defaults', [201, 201, 201, 201], async (api) => {
    const things = new Part(api, 'default');
    await things.create('a', {});
    await things.create('b', { inner: { x: 7, y: null }, list: [{}, { n: 2 }], map: { one: {} } });
    await things.create('c', { inner: null });
    await things.create('d', { inner: { x: null } });
  });

  run('fills in defaults at reading what was stored before', [200], async (api) => {
    const things = await define(api, 'late', object({ a: text() }));
    await api.post(
      things.path,
      { apiVersion: 'late.$NS.example.com/v1', kind: 'Late', metadata: { name: 'a' }, spec: { a: '1' } },
      { quiet: true },
    );
    const schema = { openAPIV3Schema: object({ spec: object({ a: text(), b: text({ default: 'later' }) }) }) };
    const versions = [{ name: 'v1', served: true, storage: true, schema }];
    await api.patch(`${DEFINITIONS}/lates.late.$NS.example.com`, { spec: { versions } }, 'merge', { quiet: true });
    await api.until(`${things.path}/a`, ({ body }) => body.spec.b !== undefined);
  });

  run('takes away what the schema does not know', [201, 201, 400], async (api) => {
    const things = new Part(api, 'prune');
    const spec = { a: '1', x: 1, deep: { b: '2', y: 2 }, list: [{ c: '3', z: 3 }], free: { any: { thing: 1 }, known: { d: '4', w: 4 } } };
    await things.create('a', spec, '', { other: 1 });
    await things.create('b', spec, '?fieldValidation=Ignore');
    await things.create('c', spec, '?fieldValidation=Strict');
  });

  run('tells null from absence', [201, 422, 201, 201], async (api) => {
    const things = new Part(api, 'null');
    await things.create('a', { may: null, not: null, must: 'x' });
    await things.create('b', { must: null });
    await things.create('c', { must: 'x', list: [null, 'a'] });
    await things.create('d', { must: 'x', list: null });
  });

  run('takes numbers and texts where either may stand', [201, 201, 422, 422], async (api) => {
    const things = new Part(api, 'either');
    await things.create('a', { port: 80, limited: 3 });
    await things.create('b', { port: 'http', limited: 'abc' });
    await things.create('c', { port: 1.5 });
    await things.create('d', { limited: 'b', port: true });
  });

  run('checks the types of values', Array(5).fill(422), async (api) => {
    const things = new Part(api, 'type');
    await things.create('a', { s: 1, i: 'x', n: 'y', b: 'z', l: {}, o: [] });
    await things.create('b', { i: 1.5 });
    await things.create('c', { l: [1, 'a', true] });
    await things.create('d', 'text');
    await things.create('e', { b: 1, o: 'x' });
  });

  run('checks numbers', [201, 422, 422, 422, 422], async (api) => {
    const things = new Part(api, 'number');
    await things.create('a', { i: 10, x: 0.5, m: 15, small: 1 });
    await things.create('b', { i: 0 });
    await things.create('c', { i: 11, m: 7 });
    await things.create('d', { x: 0 });
    await things.create('e', { x: 1 });
  });

  run('checks texts', [201, 422, 422, 422, 422], async (api) => {
    const things = new Part(api, 'text');
    await things.create('a', { s: 'äöü', p: 'abc', e: 'a' });
    await things.create('b', { s: 'x' });
    await things.create('c', { s: 'xxxxx', p: 'A' });
    await things.create('d', { e: 'c' });
    await things.create('e', { s: '', p: '', e: '' });
  });

  run('checks enums of numbers and more', [422, 422, 422], async (api) => {
    const things = new Part(api, 'enum');
    await things.create('a', { n: 1, m: null });
    await things.create('b', { n: 3 });
    await things.create('c', { m: 'b' });
  });

  run('checks lists', [201, 422, 422, 422, 422], async (api) => {
    const things = new Part(api, 'list');
    await things.create('a', { l: [1, 2], s: ['a', 'b'], m: [{ name: 'x' }, { name: 'x', port: 81 }] });
    await things.create('b', { l: [] });
    await things.create('c', { l: [1, 9, 9] });
    await things.create('d', { s: ['a', 'b', 'a', 'a'] });
    await things.create('e', { m: [{ name: 'x' }, { name: 'x', port: 80 }, {}] });
  });

  run('checks objects', [201, 422, 422, 422], async (api) => {
    const things = new Part(api, 'object');
    await things.create('a', { o: { x: 1 }, r: { a: '', b: '' } });
    await things.create('b', { o: {} });
    await things.create('c', { o: { x: 1, y: 2, z: 'no' } });
    await things.create('d', { r: {} });
  });

  run('checks combinations', [201, 422, 422, 422, 422], async (api) => {
    const things = new Part(api, 'logic');
    await things.create('a', { any: { a: '1' }, one: { b: '1' }, all: 'ab', not: 'yes' });
    await things.create('b', { any: {} });
    await things.create('c', { one: { a: '', b: '' } });
    await things.create('d', { one: {}, all: 'b' });
    await things.create('e', { not: 'no' });
  });

  run(
    'checks the formats of texts',
    Object.keys(FORMATS).flatMap((format) => (UNCHECKED.includes(format) ? [201, 201] : [201, 422])),
    async (api) => {
      const things = new Part(api, 'format');
      for (const [format, [good, bad]] of Object.entries(FORMATS)) {
        await things.create(`${format}-good`, { [format]: good });
        await things.create(`${format}-bad`, { [format]: bad });
      }
    },
  );

  run('checks embedded objects', [201, 422, 422], async (api) => {
    const things = new Part(api, 'embedded');
    await things.create('a', {
      template: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', labels: { a: 'b' } }, spec: { any: 1 } },
    });
    await things.create('b', { template: { metadata: { name: 'x' } } });
    await things.create('c', { template: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'Not Good', labels: { a: '-' } } } });
  });

  run('tolerates what was wrong before and does not change', [201, 200, 200, 422, 422, 200], async (api) => {
    const things = await define(api, 'ratchet', object({ a: text(), b: text(), l: list(text()) }));
    await things.create('a', { a: 'toolong', b: 'x', l: ['toolong', 'ok'] });
    const limited = text({ maxLength: 3 });
    const schema = { openAPIV3Schema: object({ spec: object({ a: limited, b: limited, l: list(limited) }) }) };
    const versions = [{ name: 'v1', served: true, storage: true, schema }];
    await api.patch(`${DEFINITIONS}/ratchets.ratchet.$NS.example.com`, { spec: { versions } }, 'merge', { quiet: true });
    for (;;) {
      const probe = await api.patch(`${things.path}/a?dryRun=All`, { spec: { b: 'muchtoolong' } }, 'merge', { quiet: true });
      if (probe.status === 422) break;
    }
    await things.patch('a', { b: 'y' });
    await api.patch(`${things.path}/a`, { metadata: { labels: { x: 'y' } } });
    await things.patch('a', { a: 'alsolong' });
    await things.patch('a', { b: 'alsolong' });
    await things.patch('a', { a: 'ok' });
  });

  run('checks the metadata of custom resources', [422, 422, 400, 422], async (api) => {
    const things = await define(api, 'metadata', object({}));
    await things.create('Not Good', {});
    await things.create('a', {}, '', { metadata: { name: 'a', labels: { 'a b': 'c', d: '-' } } });
    await things.create('a', {}, '', { metadata: { name: 'a', labels: { a: 1 } } });
    await things.create('a', {}, '', { metadata: { name: 'a', finalizers: ['a b'] } });
  });

  run('keeps metadata to the limits of the schema', [422, 201], async (api) => {
    await defineResource(
      api,
      definition('named', { schema: object({ metadata: object({ name: text({ maxLength: 3, pattern: '^n' }) }) }) }),
    );
    const things = new Objects(api, 'named');
    await things.create('wrong', undefined);
    await things.create('nab', undefined);
  });

  run('refuses another kind or group than its own', [422, 400, 400], async (api) => {
    const things = await define(api, 'own', object({}));
    await api.post(things.path, { apiVersion: 'own.$NS.example.com/v1', kind: 'Other', metadata: { name: 'a' } });
    await api.post(things.path, { apiVersion: 'other.example.com/v1', kind: 'Own', metadata: { name: 'a' } });
    await api.post(things.path, { metadata: { name: 'a' } });
  });
});
