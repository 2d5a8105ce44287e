import { expect } from 'chai';
import sinon from 'sinon';
import { InvalidOptionError } from '../../lib/base/errors.ts';
import { defaultTimeoutSeconds } from '../../lib/testing/default-timeout.ts';

describe('defaultTimeoutSeconds', () => {
  const say = (TSKUBEOP_TEST_TIMEOUT_SECONDS?: string) => sinon.stub(process, 'env').value({ TSKUBEOP_TEST_TIMEOUT_SECONDS });
  afterEach(() => sinon.restore());

  it('is what the caller has in mind where the environment says nothing', () => {
    for (const nothing of [undefined, '']) {
      say(nothing);
      expect(defaultTimeoutSeconds(5)).to.equal(5);
      sinon.restore();
    }
  });

  it('is what the environment says', () => {
    say('2.5');
    expect(defaultTimeoutSeconds(5)).to.equal(2.5);
  });

  for (const wrong of ['soon', '0', '-1']) {
    it(`names the variable that is ${wrong}`, () => {
      say(wrong);
      expect(() => defaultTimeoutSeconds(5))
        .to.throw(InvalidOptionError)
        .with.property('message')
        .that.includes(`TSKUBEOP_TEST_TIMEOUT_SECONDS must be a number of seconds above 0, not "${wrong}"`);
    });
  }
});
