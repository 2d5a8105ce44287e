/** Merge, JSON and strategic merge patches. */
import { describeConformance } from '../support/conformance.ts';

const CONFIG_MAPS = '/api/v1/namespaces/$NS/configmaps';

describeConformance('patches', (run) => {
  run('refuses a JSON patch whose test fails', [201, 422], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'json-test' }, data: { a: '1' } });
    await api.patch(`${CONFIG_MAPS}/json-test`, [{ op: 'test', path: '/data/a', value: '2' }], 'json');
  });
});
