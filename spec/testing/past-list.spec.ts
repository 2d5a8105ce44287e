import { expect } from 'chai';
import { pastList } from '../../lib/testing/past-list.ts';

const ask = (path: string) => pastList({ method: 'GET', path, headers: {}, body: undefined }, '7').path;

describe('a list as of an earlier version', () => {
  it('is asked for exactly', () => {
    expect(ask('/api/v1/pods?limit=500&labelSelector=a')).to.equal(
      '/api/v1/pods?limit=500&labelSelector=a&resourceVersion=7&resourceVersionMatch=Exact',
    );
  });

  it('takes the place of the beginning of a watch', () => {
    expect(
      ask('/api/v1/pods?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=5'),
    ).to.equal('/api/v1/pods?resourceVersionMatch=Exact&resourceVersion=7');
  });

  it('leaves later pages as they are', () => {
    expect(ask('/api/v1/pods?continue=abc')).to.equal('/api/v1/pods?continue=abc');
  });
});
