import { expect } from 'chai';
import { addKubernetesFunctions } from '../../lib/embedded/cel-functions.ts';
import { celLibrary } from '../../lib/embedded/cel-values.ts';

describe('addKubernetesFunctions', () => {
  const { Environment } = celLibrary();
  const env = new Environment({ homogeneousAggregateLiterals: false });
  addKubernetesFunctions(env);

  const values: Record<string, unknown> = {
    '[1, 2, 2].isSorted()': true,
    '["b", "a"].isSorted()': false,
    '[1, 2].sum()': 3n,
    '[3, 1].min() + [3, 1].max()': 4n,
    '[1, 2, 1].lastIndexOf(1)': 2n,
    'sets.contains([1, 2], [2]) && sets.equivalent(["a"], ["a", "a"]) && !sets.intersects([1], [2])': true,
    '"aXbX".replace("X", "-", 1)': 'a-bX',
    '"abc".charAt(1) + "abc".reverse()': 'bcba',
    '"a1b22".findAll("[0-9]+")': ['1', '22'],
    '"%s is %d, %.2f, %x".format(["a", 3, 1.5, 255])': 'a is 3, 1.50, ff',
    'isQuantity("1Gi") && !isQuantity("much")': true,
    'quantity("1k").add(quantity("1")).asInteger()': 1001n,
    'quantity("500m").isInteger() || quantity("1").sign() == 1': true,
    'isURL("https://a/b") && !isURL("a b")': true,
    'url("https://a:1/b?c=d").getHost() + url("/x").getHost()': 'a:1',
    'isIP("::1") && !isIP("1.2.3") && isCIDR("10.0.0.0/8") && ip("1.2.3.4").family() == 4': true,
    'math.greatest(1, 2) == 2 && math.least(1.5, 2.5) == 1.5 && math.abs(-1) == 1': true,
  };
  for (const [expression, value] of Object.entries(values)) {
    it(`gives ${expression} its value`, () => {
      expect(env.check(expression).valid, String(env.check(expression).error?.summary)).to.equal(true);
      expect(env.evaluate(expression)).to.deep.equal(value);
    });
  }

  it('fails for what is no quantity', () => {
    expect(() => env.evaluate('quantity("much")')).to.throw('quantities must match');
  });
});
