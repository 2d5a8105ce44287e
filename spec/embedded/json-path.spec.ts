import { expect } from 'chai';
import { findAll, parseJsonPath } from '../../lib/embedded/json-path.ts';

describe('JSON paths', () => {
  const object = {
    spec: {
      a: 1,
      'b.c': 2,
      list: [
        { n: 'x', v: 1 },
        { n: 'y', v: 2 },
      ],
    },
    metadata: { annotations: { 'x.io/y': 'z' } },
  };
  const cases: [string, unknown[]][] = [
    ['.spec.a', [1]],
    [".spec['b.c']", [2]],
    ['.metadata.annotations.x\\.io/y', ['z']],
    ['.spec.list[0].v', [1]],
    ['.spec.list[-1].n', ['y']],
    ['.spec.list[*].n', ['x', 'y']],
    ['.spec.list[?(@.n=="y")].v', [2]],
    ['.spec.none.deeper', []],
    ['{.spec.a}', [1]],
  ];
  for (const [path, found] of cases)
    it(`${path} leads to ${JSON.stringify(found)}`, () => expect(findAll(object, parseJsonPath(path))).to.deep.equal(found));
});
