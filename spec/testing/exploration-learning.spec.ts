import { expect } from 'chai';
import { beginExploration, learnModule } from '../../lib/testing/exploration-learning.ts';

const module = (script: string) => `data:text/javascript,${script}`;

describe('beginExploration', () => {
  it('refuses options that only a module can have, and a number of threads that is none', async () => {
    const url = new URL(module('export {}'));
    const reasonOf = (options: object) => beginExploration(url, options).catch((error: Error) => error.message);
    expect(await reasonOf({ keeps: () => true })).to.match(/^keeps must be among the options of the module/);
    expect(await reasonOf({ threads: 0 })).to.match(/^threads must be/);
  });

  it('takes a URL of another realm for one', async () => {
    const url = { href: module('export const none = 1') } as URL;
    expect(await beginExploration(url, { threads: 1 }).catch((error: Error) => error.message)).to.contain('one that exports none');
  });
});

describe('learnModule', () => {
  it('lets go of what the module holds when nothing can be learned', async () => {
    const url = module(
      'export const ended = []; export const exploration = { subject: {}, options: { cluster: {} }, end: () => ended.push(1) }',
    );
    expect(await learnModule(url, 'exploration', {}, true).catch((error: Error) => error.message)).to.match(/^threads must be 1/);
    const { ended } = (await import(url)) as { ended: number[] };
    expect(ended).to.deep.equal([1]);
  });
});
