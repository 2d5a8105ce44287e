// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders are what this is about
import { expect } from 'chai';
import { TemplateError } from '../../lib/base/errors.ts';
import { ManifestTemplate } from '../../lib/resource/manifest-template.ts';

const map = (...lines: string[]) => ['apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: a', ...lines].join('\n');
const render = (text: string, values = {}) => new ManifestTemplate(text, 'web.yaml').render(values);

describe('ManifestTemplate', () => {
  it('puts values into their places, and keeps the type of one that stands alone and unquoted', () => {
    const text = map('number: ${n}', 'flag: ${b}', 'nothing: ${z}', 'object: ${o}', 'list:', '  - ${n}', '  - x-${n}-${b}');
    const [object] = render(text, { n: 3, b: true, z: null, o: { deep: [1, { x: 'y' }] } });
    expect(object).to.deep.include({ number: 3, flag: true, nothing: null, object: { deep: [1, { x: 'y' }] }, list: [3, 'x-3-true'] });
  });

  it('makes text of what is quoted or a block', () => {
    const [object] = render(map(`one: "\${n}"`, `two: '\${n}'`, 'three: |-', '  ${n}', 'four: ["${n}"]'), { n: 3 });
    expect(object).to.deep.include({ one: '3', two: '3', three: '3', four: ['3'] });
  });

  for (const nasty of [
    'a: b',
    '"',
    "'",
    'x\n---\nkind: Pod',
    '- a',
    '{a: 1}',
    '${n}',
    '*anchor',
    '# no',
    'null',
    '3',
    '!!js/function x',
    '\u2028',
  ]) {
    it(`changes nothing but one value, whatever it is: ${JSON.stringify(nasty)}`, () => {
      const objects = render(map('alone: ${n}', 'within: <${n}>', 'quoted: "<${n}>"', 'end: here'), { n: nasty });
      expect(objects).to.have.lengthOf(1);
      const { apiVersion, kind, metadata, ...rest } = objects[0] ?? {};
      expect([apiVersion, kind, metadata]).to.deep.equal(['v1', 'ConfigMap', { name: 'a' }]);
      expect(rest).to.deep.equal({ alone: nasty, within: `<${nasty}>`, quoted: `<${nasty}>`, end: 'here' });
    });
  }

  it('leaves $${ as ${', () => {
    expect(render(map('one: $${HOME}', 'two: a$${HOME}-${n}'), { n: 1 })[0]).to.include({ one: '${HOME}', two: 'a${HOME}-1' });
  });

  it('gives every object of every document and List, in order', () => {
    const list = ['apiVersion: v1', 'kind: List', 'items:', '  - {apiVersion: v1, kind: Secret, metadata: {name: "${n}"}}'].join('\n');
    const objects = render(`${map()}\n---\n# nothing\n---\n${list}\n`, { n: 'b' });
    expect(objects.map(({ kind, metadata }) => [kind, metadata?.name])).to.deep.equal([
      ['ConfigMap', 'a'],
      ['Secret', 'b'],
    ]);
  });

  it('follows anchors, and can be rendered again with other values', () => {
    const template = new ManifestTemplate(map('one: &x', '  v: ${n}', 'two: *x'), 'web.yaml');
    const value = { list: [1] };
    const [first] = template.render({ n: value });
    value.list.push(2);
    expect(first).to.deep.include({ one: { v: { list: [1] } }, two: { v: { list: [1] } } });
    expect(template.render({ n: 2 })[0]).to.deep.include({ one: { v: 2 }, two: { v: 2 } });
  });

  for (const [what, text, values, message] of [
    ['a name without value', map('x: ${replica}'), { replicas: 1 }, 'web.yaml:5: no value is given for ${replica}; did you mean replicas?'],
    [
      'the text of a shell',
      map('x: echo ${HOME}'),
      {},
      'web.yaml:5: no value is given for ${HOME} (the text ${HOME} itself is written $${HOME})',
    ],
    [
      'a value without place',
      map('x: ${replicas}'),
      { replicas: 1, replica: 1 },
      'web.yaml: there is no placeholder for the value replica; did you mean replicas?',
    ],
    ['a value that is undefined', map('', 'x: ${n}'), { n: undefined }, 'web.yaml:6: the value of ${n} is undefined'],
    ['a value that is no JSON', map('x: ${n}'), { n: new Date(0) }, 'web.yaml:5: the value of ${n} is no JSON value'],
    ['a value that is no number', map('x: ${n}'), { n: Number.NaN }, 'is no JSON value'],
    ['an object within a text', map('x: a${n}'), { n: { a: 1 } }, 'web.yaml:5: the value of ${n} is no text'],
    ['an inherited name', map('x: ${toString}'), {}, 'no value is given for ${toString}'],
    ['a placeholder in a key', map('${n}: x'), { n: 1 }, 'web.yaml:5: ${n} in a key'],
    ['a name with blanks', map('x: ${a b}'), {}, 'web.yaml:5: "${a b}" is no placeholder'],
    ['a placeholder without end', map('x: a${b'), { b: 1 }, 'is no placeholder'],
    ['bad YAML', map('x: [1'), {}, 'web.yaml:5: '],
    ['what is no object', 'just text', {}, 'web.yaml:1: not a Kubernetes object'],
    ['an object without kind', 'apiVersion: v1', {}, 'web.yaml:1: not a Kubernetes object: it has no kind'],
    ['an object without name', `${map()}\n---\napiVersion: v1\nkind: Pod\n`, {}, 'web.yaml:6: Pod without metadata.name'],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => render(text, values)).to.throw(TemplateError, message));
  }
});
