import { expect } from 'chai';
import { missingRules, quotedList, ruleText } from '../../lib/embedded/rule-cover.ts';

describe('missingRules', () => {
  const rule = (resources: string[], verbs: string[], more: object = {}) => ({ apiGroups: [''], resources, verbs, ...more });
  const missing = (held: Parameters<typeof missingRules>[0], wanted: Parameters<typeof missingRules>[1]) =>
    missingRules(held, wanted).map(ruleText);

  it('finds none where several rules together allow all', () => {
    const held = [rule(['pods'], ['get']), rule(['pods', 'secrets'], ['list']), rule(['secrets'], ['*'])];
    expect(missing(held, [rule(['pods', 'secrets'], ['get', 'list'])])).to.deep.equal([]);
  });

  it('shows what is missing once for each resource, with all its verbs', () => {
    expect(missing([rule(['pods'], ['get'])], [rule(['pods', 'secrets'], ['get', 'list'])])).to.deep.equal([
      '{APIGroups:[""], Resources:["pods"], Verbs:["list"]}',
      '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
    ]);
  });

  it('takes a permission for some names for no permission for all, but the other way round', () => {
    const named = rule(['pods'], ['get'], { resourceNames: ['a'] });
    expect(missing([named], [rule(['pods'], ['get'])])).to.have.length(1);
    expect(missing([rule(['pods'], ['get'])], [named])).to.deep.equal([]);
    expect(missing([named], [rule(['pods'], ['get'], { resourceNames: ['a', 'b'] })])).to.deep.equal([
      '{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get"]}',
    ]);
  });

  it('needs a star to give a star', () => {
    const everything = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
    expect(missing([everything], [rule(['pods/status'], ['get']), everything])).to.deep.equal([]);
    expect(missing([rule(['*'], ['*'])], [everything])).to.deep.equal(['{APIGroups:["*"], Resources:["*"], Verbs:["*"]}']);
  });

  it('covers a subresource by itself or for all resources, not by its resource', () => {
    const status = [rule(['pods/status'], ['get'])];
    expect(missing([rule(['pods'], ['get'])], status)).to.have.length(1);
    expect(missing([rule(['*/scale'], ['get'])], status)).to.have.length(1);
    expect(missing([rule(['*/status'], ['get'])], status)).to.deep.equal([]);
  });

  it('covers paths by their beginnings', () => {
    const held = [{ nonResourceURLs: ['/metrics/*'], verbs: ['get'] }];
    expect(missing(held, [{ nonResourceURLs: ['/metrics/a', '/metrics/*'], verbs: ['get'] }])).to.deep.equal([]);
    expect(missing(held, [{ nonResourceURLs: ['/metrics/a', '/logs'], verbs: ['get', 'post'] }])).to.deep.equal([
      '{NonResourceURLs:["/metrics/a"], Verbs:["post"]}',
      '{NonResourceURLs:["/logs"], Verbs:["get" "post"]}',
    ]);
  });
});

describe('quotedList', () => {
  it('shows strings as Go does', () => {
    expect(quotedList(['a', 'b"c'])).to.equal('["a" "b\\"c"]');
    expect(quotedList([])).to.equal('[]');
  });
});
