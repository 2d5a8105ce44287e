import { expect } from 'chai';
import { knownRequest, Occurrences, ordinal, partsOf, requestInWords, sortOf } from '../../lib/testing/explored-request.ts';

const PRINTERS = '/apis/demo.example.com/v1/namespaces/default/printers';

describe('what a request is', () => {
  for (const [path, expected] of [
    [`${PRINTERS}/a/status`, ['printers.demo.example.com', 'default', 'a', 'status']],
    ['/api/v1/namespaces/default/pods?watch=true', ['pods', 'default', '', '']],
    ['/api/v1/namespaces/default', ['namespaces', '', 'default', '']],
    ['/api/v1/namespaces/default/status', ['namespaces', '', 'default', 'status']],
    ['/api/v1/nodes/n', ['nodes', '', 'n', '']],
  ] as const) {
    it(`reads ${path}`, () => {
      const { resource, namespace, name, subresource } = partsOf(path) ?? { resource: '', namespace: '', name: '', subresource: '' };
      expect([resource, namespace, name, subresource]).to.deep.equal(expected);
    });
  }

  it('knows documents about the server as no resource', () => {
    expect(['/version', '/api/v1', '/apis/apps/v1', '/'].map((path) => partsOf(path))).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("tells writes, reads and watches from what is nobody's business", () => {
    expect(sortOf('PATCH', `${PRINTERS}/a`)).to.equal('write');
    expect(sortOf('GET', `${PRINTERS}?limit=5`)).to.equal('read');
    expect(sortOf('GET', `${PRINTERS}?allowWatchBookmarks=true&watch=true`)).to.equal('watch');
    for (const path of [
      '/apis/events.k8s.io/v1/namespaces/default/events',
      '/api/v1/namespaces/default/events/e',
      '/apis/coordination.k8s.io/v1/namespaces/default/leases/l',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    ])
      expect(sortOf('POST', path), path).to.equal('apart');
  });

  it('is the same in another run, and counted', () => {
    const marks = new Occurrences();
    const next = () => marks.next(knownRequest('PATCH', `${PRINTERS}/a/status?fieldManager=x`).signature);
    next();
    expect(next()).to.deep.equal({ signature: `PATCH ${PRINTERS}/a/status`, occurrence: 2 });
    expect(marks.next(knownRequest('GET', `${PRINTERS}?watch=1`).signature)).to.deep.equal({
      signature: `WATCH ${PRINTERS}`,
      occurrence: 1,
    });
  });

  it('is said in words', () => {
    expect(requestInWords({ signature: `PATCH ${PRINTERS}/a/status`, occurrence: 1 })).to.equal(
      'PATCH printers.demo.example.com default/a (status)',
    );
    expect(requestInWords({ signature: 'POST /api/v1/namespaces/default/pods', occurrence: 3 })).to.equal('3rd POST pods default');
    expect(requestInWords({ signature: 'GET /version', occurrence: 1 })).to.equal('GET /version');
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102].map(ordinal).join(' ')).to.equal('1st 2nd 3rd 4th 11th 12th 13th 21st 102nd');
  });
});
