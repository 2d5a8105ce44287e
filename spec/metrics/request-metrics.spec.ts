import { expect } from 'chai';
import { RequestMetrics } from '../../lib/metrics/request-metrics.ts';

describe('RequestMetrics', () => {
  it('counts by method and status, from 0, with requests that nobody answered apart', () => {
    const requests = new RequestMetrics();
    for (const status of [200, 200, 404, undefined]) requests.answered('GET', status);
    requests.answered('HEAD', 200);
    const values = [...requests.family(() => 'server:6443').collect()] as { labels: Record<string, string>; value: number }[];
    expect(values.map(({ labels, value }) => `${labels.method} ${labels.code} ${labels.host} ${value}`)).to.deep.equal([
      'GET 200 server:6443 2',
      'GET 404 server:6443 1',
      'GET <error> server:6443 1',
      'POST 200 server:6443 0',
      'PUT 200 server:6443 0',
      'PATCH 200 server:6443 0',
      'DELETE 200 server:6443 0',
      'HEAD 200 server:6443 1',
    ]);
  });
});
