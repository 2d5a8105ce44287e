import { expect } from 'chai';
import * as yaml from 'yaml';
import { requireYaml } from '../../lib/base/yaml-library.ts';

describe('requireYaml', () => {
  it('is the library that an import gives', () => {
    expect(requireYaml().parse).to.equal(yaml.parse);
  });
});
