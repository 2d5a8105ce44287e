import { expect } from 'chai';
import { shownBody, shownText, shownValue } from '../../lib/testing/shown-value.ts';

const TOKEN = 'eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl';

describe('what is shown of values', () => {
  it('is a body without credentials, as the log of the SDK leaves them out', () => {
    const body = { kind: 'ConfigMap', data: { password: 'sesame', text: 'hi', url: 'https://me:sesame@example.com', token: TOKEN } };
    const shown = shownBody(JSON.stringify(body), 500);
    expect(shown).to.contain('"text":"hi"').and.contain('[redacted]').and.not.contain('sesame').and.not.contain(TOKEN);
    expect(shownBody(JSON.stringify([{ op: 'add', path: '/x', value: TOKEN }]), 500)).to.not.contain(TOKEN);
    expect(shownBody('no JSON', 500)).to.equal('"no JSON"');
  });

  it('is cut only when all is taken out', () => {
    const secret = 'a'.repeat(30);
    const body = JSON.stringify({ data: { note: `x${secret}` } });
    expect(shownBody(body, 25, (text) => text.replaceAll(secret, '…'))).to.not.contain('aa');
    expect(shownBody(body, 25)).to.have.lengthOf(26);
  });

  it('is nothing of the data of a Secret, and of a key that is a credential', () => {
    const of = (object: string, path: string) => shownValue('c2VzYW1l', { object, path }, 400);
    expect(of('Secret default/a', '/data/anything')).to.equal('[redacted]');
    expect(of('Secret default/a', '/data')).to.equal('[redacted]');
    expect(of('Secret default/a', '/type')).to.equal('"c2VzYW1l"');
    expect(of('ConfigMap default/a', '/data/password')).to.equal('"[redacted]"');
    expect(of('ConfigMap default/a', '/data/text')).to.equal('"c2VzYW1l"');
    expect(shownValue(undefined, { object: 'Secret default/a', path: '/data/x' }, 400)).to.equal('not there');
  });

  it('is a text without what the user takes out', () => {
    expect(shownText(`Authorization: Bearer ${TOKEN}; the code is 1234`, (text) => text.replace(/\d{4}/, '****'))).to.equal(
      'Authorization: Bearer [redacted]; the code is ****',
    );
  });
});
