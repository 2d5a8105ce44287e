import { expect } from 'chai';
import { pathTemplate } from '../../lib/cluster/path-template.ts';

describe('pathTemplate', () => {
  const CASES: Readonly<Record<string, string>> = {
    '/api/v1/pods': '/api/v1/pods',
    '/api/v1/namespaces': '/api/v1/namespaces',
    '/api/v1/namespaces/team-a': '/api/v1/namespaces/{name}',
    '/api/v1/namespaces/team-a/status': '/api/v1/namespaces/{name}/status',
    '/api/v1/namespaces/team-a/finalize': '/api/v1/namespaces/{name}/finalize',
    '/api/v1/namespaces/team-a/pods': '/api/v1/namespaces/{namespace}/pods',
    '/api/v1/namespaces/team-a/pods/p': '/api/v1/namespaces/{namespace}/pods/{name}',
    '/api/v1/namespaces/team-a/pods/p/log': '/api/v1/namespaces/{namespace}/pods/{name}/log',
    '/api/v1/namespaces/team-a/services/s/proxy/secret/path?token=1': '/api/v1/namespaces/{namespace}/services/{name}/proxy/{path}',
    '/api/v1/nodes/n': '/api/v1/nodes/{name}',
    '/apis/demo.example.com/v1/printers/p/status': '/apis/demo.example.com/v1/printers/{name}/status',
    '/apis/demo.example.com/v1/namespaces/a/printers/p/status': '/apis/demo.example.com/v1/namespaces/{namespace}/printers/{name}/status',
    '/apis/demo.example.com/v1': '/apis/demo.example.com/v1',
    '/apis': '/apis',
    '/api': '/api',
    '/version': '/version',
    '/openapi/v3/apis/x': '/openapi/{path}',
    '/': '/',
    '': '/',
  };

  for (const [path, template] of Object.entries(CASES)) {
    it(`makes ${template} of ${path || 'nothing'}`, () => {
      expect(pathTemplate(path)).to.equal(template);
    });
  }
});
