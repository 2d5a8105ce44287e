import { expect } from 'chai';
import { isOfFormat } from '../../lib/embedded/schema-format.ts';

describe('isOfFormat', () => {
  const cases: [string, string, boolean][] = [
    ['date-time', '2026-01-01T00:00:00Z', true],
    ['date-time', 'yesterday', false],
    ['date', '2026-02-30', false],
    ['duration', '1h30m', true],
    ['ipv4', '1.2.3.4', true],
    ['ipv4', '1.2.3.400', false],
    ['ipv6', '::1', true],
    ['cidr', '10.0.0.0/8', true],
    ['cidr', '10.0.0.0/80', false],
    ['email', 'a@b.c', true],
    ['hostname', 'a.b-c', true],
    ['uuid', '00000000-0000-4000-8000-000000000000', true],
    ['byte', 'YQ==', true],
    ['byte', '%', false],
    ['something-else', 'anything', true],
  ];
  for (const [format, text, valid] of cases)
    it(`${text} is ${valid ? 'a' : 'no'} ${format}`, () => expect(isOfFormat(text, format)).to.equal(valid));
});
