import { expect } from 'chai';
import { Redactor } from '../../lib/base/redaction.ts';
import { HttpRoutes } from '../../lib/face/http-routes.ts';
import type { HookInspection } from '../../lib/hooks/hook-inspection.ts';
import { addHookInspectionRoutes } from '../../lib/hooks/hook-inspection-routes.ts';

const APPLIED = '{"apiVersion":"v1","data":{"password":"aHVudGVyMg=="},"kind":"Secret"}';
const METADATA = { name: 'a', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': APPLIED } };
const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: METADATA, data: { password: 'aHVudGVyMg==' } };

/** Hooks with a binding to Secrets and one to Pods. */
const HOOKS = {
  queues: () => [{ name: 'main', status: 'waiting', tasks: [] }],
  hooks: () => [
    {
      name: 'a.sh',
      enabled: true,
      schedules: [],
      kubernetes: [
        { name: 'secrets', kind: 'Secret', queue: 'main', objects: 1 },
        { name: 'pods', kind: 'Pod', queue: 'main', objects: 1 },
      ],
    },
  ],
  config: () => ({ folder: '/hooks', skipInvalid: false, timeoutSeconds: 0 }),
  snapshots: (name: string) =>
    name === 'a.sh' ? { secrets: [{ object: SECRET, filterResult: 'aHVudGVyMg==' }], pods: [{ filterResult: 'shown' }] } : undefined,
} as unknown as HookInspection;

describe('the inspection routes of hooks', () => {
  async function get(path: string, query = '', hooks: HookInspection | undefined = HOOKS): Promise<[number | undefined, unknown]> {
    const routes = new HttpRoutes();
    addHookInspectionRoutes(routes, { inspection: () => hooks, redactor: new Redactor() });
    const found = routes.find('GET', path);
    if (found.kind !== 'found') throw new Error(found.kind);
    const body = async () => Buffer.alloc(0);
    const answer = await found.handler({ method: 'GET', path, rest: '', query: new URLSearchParams(query), headers: {}, body });
    return [answer.status, JSON.parse(String(answer.body))];
  }

  it('show queues, hooks, and how they are run', async () => {
    expect(await get('/hooks/queue')).to.deep.equal([200, [{ name: 'main', status: 'waiting', tasks: [] }]]);
    expect((await get('/hooks/list'))[1]).to.have.nested.property('[0].name', 'a.sh');
    expect(await get('/hooks/config')).to.deep.equal([200, { folder: '/hooks', skipInvalid: false, timeoutSeconds: 0 }]);
  });

  it('show snapshots without data of Secrets, and without what a filter made of them', async () => {
    const [status, body] = await get('/hooks/snapshot', 'hook=a.sh');
    expect(status).to.equal(200);
    expect(body).to.have.nested.property('secrets[0].object.metadata.name', 'a');
    expect(body).to.have.nested.property('pods[0].filterResult', 'shown');
    expect(JSON.stringify(body)).to.not.contain('aHVudGVyMg');
  });

  it('name the hooks that there are, and say when another replica runs them', async () => {
    expect(await get('/hooks/snapshot', 'hook=b')).to.deep.equal([
      400,
      { code: 'NO_HOOK', error: 'there is no hook "b"; the hooks are a.sh' },
    ]);
    const routes = new HttpRoutes();
    addHookInspectionRoutes(routes, { inspection: () => undefined, redactor: new Redactor() });
    const found = routes.find('GET', '/hooks/queue');
    const answer = found.kind === 'found' ? await found.handler({} as never) : undefined;
    expect(answer?.status).to.equal(503);
  });
});
