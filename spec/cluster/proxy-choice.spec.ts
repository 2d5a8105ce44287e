/** proxyFor, as Go chooses. */
import { expect } from 'chai';
import { proxyFor } from '../../lib/cluster/proxy-choice.ts';

const PROXY = 'http://proxy:3128';

describe('proxyFor', () => {
  const rows: [string, Record<string, string>, string | undefined][] = [
    ['https://api:6443', {}, undefined],
    ['https://api:6443', { HTTPS_PROXY: PROXY }, PROXY],
    ['https://api:6443', { https_proxy: 'proxy:1' }, 'http://proxy:1'],
    ['https://api:6443', { HTTP_PROXY: PROXY }, undefined],
    ['http://api', { HTTP_PROXY: PROXY }, PROXY],
    ['http://api', { HTTPS_PROXY: PROXY }, undefined],
    ['https://127.0.0.1:6443', { HTTPS_PROXY: PROXY }, undefined],
    ['https://localhost', { HTTPS_PROXY: PROXY }, undefined],
    ['https://[::1]:6443', { HTTPS_PROXY: PROXY }, undefined],
    ['https://api.example.com', { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, undefined],
    ['https://api.example.com', { HTTPS_PROXY: PROXY, NO_PROXY: 'other, example.com' }, undefined],
    ['https://example.com', { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com' }, undefined],
    ['https://example.com', { HTTPS_PROXY: PROXY, NO_PROXY: '.example.com' }, PROXY],
    ['https://api.example.com', { HTTPS_PROXY: PROXY, NO_PROXY: '*.example.com' }, undefined],
    ['https://notexample.com', { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com' }, PROXY],
    ['https://api.example.com:6443', { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com:6443' }, undefined],
    ['https://api.example.com:6443', { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com:443' }, PROXY],
    ['https://10.96.0.1', { HTTPS_PROXY: PROXY, no_proxy: '10.0.0.0/8' }, undefined],
    ['https://11.96.0.1', { HTTPS_PROXY: PROXY, no_proxy: '10.0.0.0/8' }, PROXY],
    ['https://[fd00::1]:443', { HTTPS_PROXY: PROXY, no_proxy: 'fd00::/16' }, undefined],
    ['https://[fd00::1]:443', { HTTPS_PROXY: PROXY, no_proxy: '[fd00::1]:443' }, undefined],
    ['https://[fd00::1]:443', { HTTPS_PROXY: PROXY, no_proxy: 'fd00::1' }, undefined],
    ['https://10.96.0.1', { HTTPS_PROXY: PROXY, no_proxy: '10.0.0.0/99,nonsense/8' }, PROXY],
  ];
  for (const [origin, env, expected] of rows) {
    it(`${origin} with ${JSON.stringify(env)}: ${expected ?? 'none'}`, () => {
      expect(proxyFor(origin, env)).to.equal(expected);
    });
  }
});
