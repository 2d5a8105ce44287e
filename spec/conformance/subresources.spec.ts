/** Status and scale: what each may change, what counts as a change, and what is refused. */
import { defineResource, describeConformance } from '../support/conformance.ts';

const GADGETS = '/apis/$NS.example.com/v1/namespaces/$NS/gadgets';
const PLAINS = '/apis/plain.$NS.example.com/v1/namespaces/$NS/plains';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/$NS/deployments';
const quiet = { quiet: true };

const gadget = (name: string, more: object = {}) => ({
  apiVersion: '$NS.example.com/v1',
  kind: 'Gadget',
  metadata: { name },
  spec: { replicas: 2, text: 'a' },
  ...more,
});

const schema = {
  openAPIV3Schema: {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { replicas: { type: 'integer', maximum: 9 }, text: { type: 'string' } } },
      status: {
        type: 'object',
        properties: { replicas: { type: 'integer' }, selector: { type: 'string' }, text: { type: 'string', maxLength: 3 } },
      },
    },
  },
};

describeConformance('subresources', (run) => {
  run.before(async (api) => {
    const scale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' };
    const spec = { group: '$NS.example.com', scope: 'Namespaced', names: { plural: 'gadgets', kind: 'Gadget' } };
    await defineResource(api, {
      spec: { ...spec, versions: [{ name: 'v1', served: true, storage: true, schema, subresources: { status: {}, scale } }] } as never,
    });
    const plain = { group: 'plain.$NS.example.com', scope: 'Namespaced', names: { plural: 'plains', kind: 'Plain' } };
    await defineResource(api, { spec: { ...plain, versions: [{ name: 'v1', served: true, storage: true, schema }] } as never });
  });

  run('leave the status out of a new object', [201], (api) => api.post(GADGETS, gadget('new', { status: { text: 'x' } })));

  run('write the status alone, and count no change', [200, 200, 200], async (api) => {
    await api.post(GADGETS, gadget('status'), quiet);
    await api.patch(`${GADGETS}/status/status`, { spec: { text: 'b' }, metadata: { labels: { a: 'b' } }, status: { text: 'x' } });
    await api.patch(`${GADGETS}/status`, { spec: { text: 'c' }, status: { text: 'y' } });
    await api.get(`${GADGETS}/status/status`);
  });

  run('replace the status', [200, 409, 422], async (api) => {
    const { body } = await api.post(GADGETS, gadget('replaced'), quiet);
    await api.put(`${GADGETS}/replaced/status`, { ...body, spec: { text: 'other' }, status: { text: 'x' } });
    await api.put(`${GADGETS}/replaced/status`, { ...body, status: { text: 'y' } });
    await api.put(`${GADGETS}/replaced/status`, { ...gadget('replaced'), status: { text: 'y' } });
  });

  run('check the status by the schema', [422, 200, 200], async (api) => {
    await api.post(GADGETS, gadget('checked'), quiet);
    await api.patch(`${GADGETS}/checked/status`, { status: { text: 'toolong' } });
    await api.patch(`${GADGETS}/checked/status`, { status: { other: 1 } });
    await api.patch(`${GADGETS}/checked/status`, { status: null });
  });

  run('apply to the status', [200, 200], async (api) => {
    await api.post(GADGETS, gadget('applied'), quiet);
    const type = { apiVersion: '$NS.example.com/v1', kind: 'Gadget', metadata: { name: 'applied' } };
    await api.apply(`${GADGETS}/applied/status`, { ...type, status: { text: 'x' } });
    await api.apply(`${GADGETS}/applied`, { ...type, spec: { text: 'a' } });
  });

  run('count every change where there is no status of its own', [201, 200, 404, 404], async (api) => {
    const plain = { apiVersion: 'plain.$NS.example.com/v1', kind: 'Plain', metadata: { name: 'a' }, spec: {}, status: { text: 'x' } };
    await api.post(PLAINS, plain);
    await api.patch(`${PLAINS}/a`, { status: { text: 'y' } });
    await api.get(`${PLAINS}/a/status`);
    await api.get(`${PLAINS}/a/scale`);
  });

  run('show and change the scale', [200, 200, 200, 200], async (api) => {
    await api.post(GADGETS, gadget('scaled'), quiet);
    await api.patch(`${GADGETS}/scaled/status`, { status: { replicas: 1, selector: 'a=b' } }, 'merge', quiet);
    const { body } = await api.get(`${GADGETS}/scaled/scale`);
    await api.put(`${GADGETS}/scaled/scale`, { ...body, spec: { replicas: 5 } });
    await api.patch(`${GADGETS}/scaled/scale`, { spec: { replicas: 3 } });
    await api.get(`${GADGETS}/scaled`);
  });

  run('refuse scales that can not be', [422, 409, 422, 404], async (api) => {
    await api.post(GADGETS, gadget('misscaled'), quiet);
    const { body } = await api.get(`${GADGETS}/misscaled/scale`, quiet);
    await api.patch(`${GADGETS}/misscaled/scale`, { spec: { replicas: -1 } });
    await api.put(`${GADGETS}/misscaled/scale`, { ...body, metadata: { ...body.metadata, resourceVersion: '1' }, spec: { replicas: 1 } });
    await api.patch(`${GADGETS}/misscaled/scale`, { spec: { replicas: 10 } });
    await api.get(`${GADGETS}/none/scale`);
  });

  run('scale Deployments', [200, 200, 422], async (api) => {
    const template = { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    await api.post(
      DEPLOYMENTS,
      { metadata: { name: 'd' }, spec: { replicas: 0, paused: true, selector: { matchLabels: { app: 'd' } }, template } },
      quiet,
    );
    const pick = ({ kind, spec, status }: { kind: string; spec: object; status: { selector: string } }) => ({
      kind,
      spec,
      selector: status.selector,
    });
    await api.get(`${DEPLOYMENTS}/d/scale`, { pick: pick as never });
    await api.patch(`${DEPLOYMENTS}/d/scale`, { spec: { replicas: 1 } }, 'merge', { pick: pick as never });
    await api.patch(`${DEPLOYMENTS}/d/scale`, { spec: { replicas: -1 } });
  });

  run('refuse to be created or deleted', [405, 405, 405], async (api) => {
    await api.post(GADGETS, gadget('verbs'), quiet);
    await api.post(`${GADGETS}/verbs/status`, {});
    await api.delete(`${GADGETS}/verbs/status`);
    await api.delete(`${GADGETS}/verbs/scale`);
  });

  run('are not there when the object is not', [404, 404], async (api) => {
    await api.patch(`${GADGETS}/none/status`, { status: {} });
    await api.get(`${GADGETS}/none/status`);
  });
});
