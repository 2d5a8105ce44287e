/** Why a server gave no answer, in one line. */
import { expect } from 'chai';
import { AbortedError, UnreachableError } from '../../lib/base/errors.ts';
import { explainFailure, failureCode, isCertificateFailure, isClosedOnOurSide, isReset } from '../../lib/cluster/connection-failure.ts';

const withCode = (code: string, message = 'x', cause?: Error) => Object.assign(new Error(message, { cause }), { code });

describe('explainFailure', () => {
  it('names server, reason and code', () => {
    const error = explainFailure(withCode('ENOTFOUND', 'getaddrinfo ENOTFOUND api'), 'https://api');
    expect(error).to.be.instanceOf(UnreachableError);
    expect(error.message).to.equal("cannot reach https://api: the host's name is not known (ENOTFOUND)");
  });

  it('keeps to one line, and hints at the authority where a certificate is the reason', () => {
    expect(explainFailure(withCode('E_OTHER', 'first\nsecond'), 's').message).to.equal('cannot reach s: first (E_OTHER)');
    expect(explainFailure(withCode('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'), 's').message).to.match(/certificate-authority$/);
  });

  it('lets errors of our own pass', () => {
    const own = new AbortedError('x');
    expect(explainFailure(own, 's')).to.equal(own);
  });
});

describe('failureCode', () => {
  it('is found on the error, on its cause, and through an UnreachableError', () => {
    expect(failureCode(withCode('A'))).to.equal('A');
    expect(failureCode(new Error('x', { cause: withCode('B') }))).to.equal('B');
    expect(failureCode(explainFailure(withCode('C'), 's'))).to.equal('C');
    expect(failureCode('text')).to.equal(undefined);
  });

  it('tells resets, certificates and our own closing apart', () => {
    const rows = ['ECONNRESET', 'UND_ERR_SOCKET', 'CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UND_ERR_CLOSED', 'ECONNREFUSED'];
    expect(
      rows.map((code) => [isReset(withCode(code)), isCertificateFailure(withCode(code)), isClosedOnOurSide(withCode(code))]),
    ).to.deep.equal([
      [true, false, false],
      [true, false, false],
      [false, true, false],
      [false, true, false],
      [false, false, true],
      [false, false, false],
    ]);
  });
});
