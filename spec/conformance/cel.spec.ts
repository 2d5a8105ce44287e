/** Validation rules in CEL: what is refused with the definition, and what the rules say of values and of changes. */

import { defineResource, describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';

type Schema = Record<string, unknown>;
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const RULED = '/apis/$NS.example.com/v1/namespaces/$NS/ruleds';
const RULES = 'x-kubernetes-validations';

const object = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });
const text = (more: Schema = {}): Schema => ({ type: 'string', maxLength: 100, ...more });
const whole = (more: Schema = {}): Schema => ({ type: 'integer', ...more });
const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, maxItems: 10, ...more });
const map = (values: Schema, more: Schema = {}): Schema => ({ type: 'object', additionalProperties: values, maxProperties: 10, ...more });
const ruled = (schema: Schema, ...rules: (string | object)[]): Schema => ({
  ...schema,
  [RULES]: rules.map((rule) => (typeof rule === 'string' ? { rule } : rule)),
});

const pair = object({ a: whole(), b: whole(), c: text(), 'd-e': text(), namespace: text() });
const named = list(object({ name: text(), v: whole() }, { required: ['name'] }), {
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
});

/** What the cases try, each in a member of its own. */
const PARTS: Record<string, Schema> = {
  plain: ruled(pair, 'self.a < self.b'),
  message: ruled(pair, { rule: 'self.a < self.b', message: 'a must be less than b' }),
  expression: ruled(pair, {
    rule: 'self.a < self.b',
    message: 'fallback',
    messageExpression: '"a is " + (self.a > 5 ? "far" : "a bit") + " too large"',
  }),
  failing: ruled(pair, { rule: 'self.a < self.b', message: 'fallback', messageExpression: '"c is " + self.c' }),
  reason: ruled(pair, { rule: 'self.a < self.b', reason: 'FieldValueForbidden', message: 'no' }),
  required: ruled(pair, { rule: 'has(self.c)', reason: 'FieldValueRequired', fieldPath: '.c', message: 'c is needed' }),
  path: ruled(pair, { rule: 'self.a < self.b', fieldPath: '.b' }),
  duplicate: ruled(pair, { rule: 'self.a != self.b', reason: 'FieldValueDuplicate', fieldPath: '.b' }),
  several: ruled(pair, 'self.a > 0', 'self.b > 0'),
  escaped: ruled(pair, 'self.d__dash__e == "x"', 'self.__namespace__ == "y"'),
  scalar: ruled(text(), 'self.startsWith("x")'),
  number: ruled(whole(), 'self % 2 == 0'),
  fraction: ruled({ type: 'number' }, 'self > 0.5'),
  items: list(ruled(whole(), 'self > 0')),
  list: ruled(list(whole()), 'self.all(i, i > 0)', 'self.exists(i, i == 1)', 'self.exists_one(i, i == 2)'),
  map: ruled(map(whole()), 'self.all(k, k.startsWith("x"))', 'size(self) > 0'),
  values: map(ruled(whole(), 'self > 0')),
  frozen: ruled(text(), 'self == oldSelf'),
  growing: ruled(whole(), { rule: 'self >= oldSelf', message: 'may not shrink' }),
  optional: ruled(text(), { rule: 'oldSelf.hasValue() ? oldSelf.value() == self : self == "first"', optionalOldSelf: true }),
  named: ruled(named, 'self.all(i, i.v > 0)'),
  items2: list(object({ name: text(), v: ruled(whole(), 'self >= oldSelf') }, { required: ['name'] }), {
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
  }),
  whole: ruled(object({ sub: pair, l: list(text()) }), 'self == oldSelf'),
  missing: ruled(pair, 'self.a > 0 && self.c == "x"'),
  strings: ruled(
    object({ s: text() }),
    'self.s.lowerAscii() == "abc"',
    'self.s.replace("A", "x") == "xbc"',
    'self.s.split("b").size() == 2',
    'self.s.charAt(0) == "A"',
    'self.s.indexOf("b") == 1',
    'self.s.substring(1) == "bc"',
    'self.s.trim() == self.s',
    'self.s.matches("^[A-c]+$")',
    'self.s.find("[a-z]+") == "bc"',
    'self.s.findAll("[a-z]").size() == 2',
    '"%s-%d".format([self.s, 1]) == "Abc-1"',
    'self.s.upperAscii() == "ABC"',
  ),
  lists: ruled(
    object({ l: list(whole()) }),
    'self.l.isSorted()',
    'self.l.sum() == 6',
    'self.l.min() == 1 && self.l.max() == 3',
    'self.l.indexOf(2) == 1',
    'self.l.map(i, i * 2).exists(i, i == 4)',
    'self.l.filter(i, i > 1).size() == 2',
  ),
  quantities: ruled(
    object({ q: text() }),
    'isQuantity(self.q)',
    'quantity(self.q).isLessThan(quantity("1Gi"))',
    'quantity(self.q).isGreaterThan(quantity("1Ki"))',
    'quantity(self.q).compareTo(quantity("1Mi")) == 0',
  ),
  urls: ruled(
    object({ u: text() }),
    'isURL(self.u)',
    'url(self.u).getScheme() == "https"',
    'url(self.u).getHost() == "a.example.com:80"',
    'url(self.u).getHostname() == "a.example.com"',
    'url(self.u).getPort() == "80"',
    'url(self.u).getEscapedPath() == "/x"',
  ),
  addresses: ruled(object({ i: text() }), 'isIP(self.i)', 'ip(self.i).family() == 4'),
  times: ruled(
    object({ t: { type: 'string', format: 'date-time' }, d: { type: 'string', format: 'duration' } }),
    'self.t > timestamp("2025-01-01T00:00:00Z")',
    'self.d < duration("2h")',
  ),
  either: ruled({ 'x-kubernetes-int-or-string': true, maxLength: 10 }, 'type(self) == int ? self > 0 : self == "auto"'),
  ternary: ruled(pair, 'has(self.a) ? self.a > 0 : true', '!has(self.c) || self.c in ["x", "y"]'),
  nested: object({ deep: ruled(object({ deeper: ruled(pair, 'self.a == 1') }), 'self.deeper.b == 2') }),
  limits: ruled(object({ s: text({ maxLength: 3 }), n: whole({ minimum: 1 }) }), 'self.n == 5'),
  optionals: ruled(pair, 'self.?c.orValue("none") == "none"'),
};

const body = (part: string, name: string, value: unknown) => ({
  apiVersion: '$NS.example.com/v1',
  kind: 'Ruled',
  metadata: { name: `${part}-${name}` },
  spec: { [part]: value },
});

const create = (api: ConformanceApi, part: string, name: string, value: unknown) => api.post(RULED, body(part, name, value));
const change = (api: ConformanceApi, part: string, name: string, value: unknown) =>
  api.patch(`${RULED}/${part}-${name}`, { spec: { [part]: value } });

/** Values that a part takes, and values that it refuses. */
const VALUES: [part: string, good: unknown[], bad: unknown[]][] = [
  ['plain', [{ a: 1, b: 2 }], [{ a: 2, b: 1 }]],
  ['message', [{ a: 1, b: 2 }], [{ a: 2, b: 1 }]],
  ['expression', [{ a: 1, b: 2 }], [{ a: 2, b: 1 }]],
  ['failing', [{ a: 1, b: 2 }], [{ a: 2, b: 1 }]],
  ['reason', [{ a: 1, b: 2 }], [{ a: 2, b: 1 }]],
  ['required', [{ c: '' }], [{ a: 1 }]],
  ['path', [{ a: 1, b: 2 }], [{ a: 2, b: 1 }]],
  ['duplicate', [{ a: 1, b: 2 }], [{ a: 1, b: 1 }]],
  [
    'several',
    [{ a: 1, b: 1 }],
    [
      { a: 0, b: 0 },
      { a: 1, b: 0 },
    ],
  ],
  ['escaped', [{ 'd-e': 'x', namespace: 'y' }], [{ 'd-e': 'y', namespace: 'y' }]],
  ['scalar', ['xy'], ['y']],
  ['number', [2], [3]],
  ['fraction', [1, 0.75], [0.25]],
  ['items', [[1, 2]], [[1, 0, -1]]],
  [
    'list',
    [[1, 2, 3]],
    [
      [0, 1, 2],
      [1, 2, 2],
    ],
  ],
  ['map', [{ x1: 1 }], [{ y: 1 }, {}]],
  ['values', [{ a: 1 }], [{ a: 0 }]],
  ['named', [[{ name: 'a', v: 1 }]], [[{ name: 'a', v: 0 }]]],
  ['missing', [{ a: 1, c: 'x' }], [{ a: 1 }, { a: 0 }]],
  ['strings', [{ s: 'Abc' }], [{ s: 'abx' }]],
  ['lists', [{ l: [1, 2, 3] }], [{ l: [3, 1] }]],
  ['quantities', [{ q: '1024Ki' }], [{ q: '2Gi' }]],
  ['urls', [{ u: 'https://a.example.com:80/x?y=z' }], [{ u: 'http://b' }]],
  ['addresses', [{ i: '1.2.3.4' }], [{ i: '::1' }]],
  ['times', [{ t: '2026-01-01T00:00:00Z', d: '1h' }], [{ t: '2024-01-01T00:00:00Z', d: '3h' }]],
  ['either', [1, 'auto'], [0, 'manual']],
  ['ternary', [{}, { a: 1, c: 'x' }], [{ a: 0 }, { c: 'z' }]],
  ['nested', [{ deep: { deeper: { a: 1, b: 2 } } }], [{ deep: { deeper: { a: 2, b: 1 } } }]],
  ['limits', [{ n: 5 }], [{ s: 'long', n: 1 }, { n: 0 }]],
  ['optionals', [{}], [{ c: 'x' }]],
];

const sorted = (answer: Json) =>
  answer.details?.causes ? { causes: answer.details.causes.map((cause: Json) => JSON.stringify(cause)).sort(), code: answer.code } : answer;

describeConformance('CEL rules', (run) => {
  run.before((api) =>
    defineResource(api, {
      spec: {
        group: '$NS.example.com',
        scope: 'Namespaced',
        names: { plural: 'ruleds', kind: 'Ruled' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: object({ spec: object(PARTS) }) },
            subresources: { status: {} },
          },
        ],
      } as never,
    }),
  );

  for (const [part, good, bad] of VALUES)
    run(`hold for values: ${part}`, [...good.map(() => 201), ...bad.map(() => 422)], async (api) => {
      for (const [index, value] of [...good, ...bad].entries()) await api.post(RULED, body(part, String(index), value), { pick: sorted });
    });

  run('hold for changes', [201, 422, 200, 200, 200], async (api) => {
    await create(api, 'frozen', 'a', 'x');
    await change(api, 'frozen', 'a', 'y');
    await api.patch(`${RULED}/frozen-a`, { metadata: { labels: { a: 'b' } } });
    await change(api, 'frozen', 'a', null);
    await change(api, 'frozen', 'a', 'y');
  });

  run('hold for changes in one direction', [201, 200, 422], async (api) => {
    await create(api, 'growing', 'a', 1);
    await change(api, 'growing', 'a', 2);
    await change(api, 'growing', 'a', 1);
  });

  run('hold for changes and beginnings alike where the old value is optional', [422, 201, 422], async (api) => {
    await create(api, 'optional', 'a', 'second');
    await create(api, 'optional', 'a', 'first');
    await change(api, 'optional', 'a', 'second');
  });

  run('hold for changes of items that have keys', [201, 200, 422], async (api) => {
    await create(api, 'items2', 'a', [
      { name: 'x', v: 1 },
      { name: 'y', v: 1 },
    ]);
    await change(api, 'items2', 'a', [
      { name: 'y', v: 2 },
      { name: 'x', v: 1 },
      { name: 'z', v: 0 },
    ]);
    await change(api, 'items2', 'a', [{ name: 'y', v: 1 }]);
  });

  run('compare whole objects', [201, 200, 422], async (api) => {
    await create(api, 'whole', 'a', { sub: { a: 1, c: 'x' }, l: ['a'] });
    await change(api, 'whole', 'a', { sub: { c: 'x' } });
    await change(api, 'whole', 'a', { sub: { c: 'y' } });
  });

  const refused: Record<string, Schema> = {
    syntax: ruled(pair, 'self.a <'),
    unknownfield: ruled(pair, 'self.nothing == 1'),
    unknownhas: ruled(pair, 'has(self.nothing)'),
    unknownfunction: ruled(pair, 'nothing(self.a)'),
    unknownmethod: ruled(pair, 'self.c.nothing()'),
    unknownvariable: ruled(pair, 'other.a == 1'),
    types: ruled(pair, 'self.a == self.c'),
    notbool: ruled(pair, 'self.a'),
    empty: ruled(pair, ''),
    lines: ruled(pair, 'self.a\n< self.b'),
    messagelines: ruled(pair, { rule: 'self.a < self.b', message: 'a\nb' }),
    messagespace: ruled(pair, { rule: 'self.a < self.b', message: ' ' }),
    badexpression: ruled(pair, { rule: 'self.a < self.b', messageExpression: 'self.a' }),
    badreason: ruled(pair, { rule: 'self.a < self.b', reason: 'Because' }),
    badpath: ruled(pair, { rule: 'self.a < self.b', fieldPath: '.nothing' }),
    uncorrelatable: list(ruled(whole(), 'self >= oldSelf')),
    needlessoptional: ruled(pair, { rule: 'self.a < self.b', optionalOldSelf: true }),
  };
  /** What is wrong and where; how the two say what is wrong with an expression differs. */
  const places = ({ code, status, details }: Json) =>
    code ? { code, causes: details?.causes.map(({ field, reason }: Json) => ({ field, reason })) } : { accepted: status !== 'Failure' };
  for (const [name, schema] of Object.entries(refused))
    run(`are refused with their definition: ${name}`, [422], async (api) => {
      const group = `${name}.$NS.example.com`;
      const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: object({ spec: schema }) } }];
      const spec = { group, scope: 'Namespaced', names: { plural: `${name}s`, kind: 'Refused' }, versions };
      const definition = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${name}s.${group}` },
        spec,
      };
      await api.post(`${DEFINITIONS}?dryRun=All`, definition, { pick: places });
    });

  run('see of a whole object its type, its name and its members', [422, 201], async (api) => {
    const group = `root.${api.namespace}.example.com`;
    const schema = ruled(object({ spec: object({ a: text() }) }), 'self.metadata.name == self.spec.a', 'self.kind == "Root"');
    const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }];
    await defineResource(api, { spec: { group, scope: 'Namespaced', names: { plural: 'roots', kind: 'Root' }, versions } as never });
    const path = `/apis/${group}/v1/namespaces/$NS/roots`;
    const root = (a: string) => ({ apiVersion: `${group}/v1`, kind: 'Root', metadata: { name: 'x' }, spec: { a } });
    await api.post(path, root('y'));
    await api.post(path, root('x'));
  });
});
