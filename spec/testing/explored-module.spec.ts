import { expect } from 'chai';
import { InvalidOptionError } from '../../lib/base/errors.ts';
import { givenOptions, loadExploration, type ModuleExploreOptions } from '../../lib/testing/explored-module.ts';

const module = (script: string) => `data:text/javascript,${script}`;

describe('givenOptions', () => {
  it('are those that a thread is given', () => {
    const { signal } = new AbortController();
    expect(givenOptions({ threads: 2, named: 'a', signal, seeds: [1], only: /a/, pairs: undefined } as ModuleExploreOptions)).to.deep.equal(
      {
        seeds: [1],
        only: /a/,
      },
    );
  });

  it('refuse what only the module can say', () => {
    const options = { check: () => {} } as ModuleExploreOptions;
    expect(() => givenOptions(options)).to.throw(InvalidOptionError, 'check must be among the options of the module that is explored');
  });
});

describe('loadExploration', () => {
  it('takes what a module exports, or what a function makes that it exports', async () => {
    const url = module(
      'export const exploration = { subject() {}, options: {} }; export const other = async () => ({ ...exploration, end() {} })',
    );
    expect(await loadExploration(url, 'exploration')).to.have.all.keys('subject', 'options');
    expect(await loadExploration(url, 'other')).to.have.all.keys('subject', 'options', 'end');
  });

  it('takes what CommonJS exports', async () => {
    const url = module('const exploration = { subject: {}, options: {} }; export default { exploration }');
    expect(await loadExploration(url, 'exploration')).to.have.all.keys('subject', 'options');
  });

  it('names what is missing, and what is there', async () => {
    const reasonOf = (script: string) => loadExploration(module(script), 'exploration').catch((error: Error) => error.message);
    const wanted = 'must be a module whose export `exploration` is { subject, options }, or a function that makes that, not';
    expect(await reasonOf('export const one = 1, two = 2')).to.contain(`${wanted} "one that exports one, two"`);
    expect(await reasonOf('')).to.contain(`${wanted} "one that exports nothing"`);
    expect(await reasonOf('export const exploration = { subject() {} }')).to.contain(`${wanted} {}`);
  });
});
