import { expect } from 'chai';
import { addressUrl, listenAddress } from '../../lib/face/listen-address.ts';

describe('listenAddress', () => {
  for (const [text, host, port] of [
    [':8080', undefined, 8080],
    [':0', undefined, 0],
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['localhost:9000', 'localhost', 9000],
    ['0.0.0.0:1', '0.0.0.0', 1],
    ['[::1]:8080', '::1', 8080],
    [' :8080 ', undefined, 8080],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(listenAddress(text)).to.deep.equal({ host, port });
    });
  }

  for (const text of ['', '8080', ':', ':x', ':65536', '::1:8080', '[1.2.3.4]:80', '[::1]', 'http://x:80', 'a b:80', ':-1', ':080800']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(listenAddress(text)).to.equal(undefined);
    });
  }
});

describe('addressUrl', () => {
  for (const [host, url] of [
    [undefined, 'http://127.0.0.1:8080'],
    ['0.0.0.0', 'http://127.0.0.1:8080'],
    ['::', 'http://127.0.0.1:8080'],
    ['::1', 'http://[::1]:8080'],
    ['localhost', 'http://localhost:8080'],
  ] as const) {
    it(`reaches ${host} at ${url}`, () => {
      expect(addressUrl({ host, port: 8080 })).to.equal(url);
    });
  }
});
