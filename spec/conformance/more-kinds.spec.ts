import { describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';

const GROUP = '/apis/admissionregistration.k8s.io/v1';
const TABLE = { headers: { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } };

const rule = (more: object = {}) => ({
  operations: ['CREATE'],
  apiGroups: ['$NS.example.com'],
  apiVersions: ['v1'],
  resources: ['things'],
  ...more,
});

const webhook = (more: object = {}) => ({
  name: 'check.$NS.example.com',
  clientConfig: { service: { namespace: '$NS', name: 'hook', path: '/check' } },
  rules: [rule()],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  // Nothing that anybody does may wait for a service that isn't there.
  failurePolicy: 'Ignore',
  ...more,
});

const configuration = (kind: string, name: string, webhooks: object[]) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name: `$NS-${name}` },
  webhooks,
});

/** Without what the real server's controller writes a moment later. */
const withoutStatus = ({ status: _, ...body }: Json) => body;

describeConformance('webhook configurations', (run) => {
  for (const [plural, kind] of [
    ['validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'],
    ['mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'],
  ] as const) {
    const path = `${GROUP}/${plural}`;
    const created = (api: ConformanceApi, name: string, webhooks: object[]) => api.post(path, configuration(kind, name, webhooks));

    run(`get their defaults, are counted, shown and deleted: ${kind}`, [201, 200, 200, 200, 200], async (api) => {
      await created(api, 'full', [webhook()]);
      await api.patch(`${path}/$NS-full`, { metadata: { labels: { a: 'b' } } });
      await api.patch(`${path}/$NS-full`, { webhooks: [webhook({ timeoutSeconds: 5, matchPolicy: 'Exact' })] });
      await api.get(`${path}/$NS-full`, {
        ...TABLE,
        pick: ({ columnDefinitions, rows }) => ({
          columnDefinitions: columnDefinitions.map(({ name }: Json) => name),
          cells: rows[0].cells.slice(0, 2),
        }),
      });
      await api.delete(`${path}/$NS-full`);
    });

    run(`take server-side apply, webhook by webhook: ${kind}`, [201, 201, 200], async (api) => {
      const other = { ...webhook(), name: 'other.$NS.example.com' };
      await api.apply(`${path}/$NS-applied`, configuration(kind, 'applied', [webhook()]), 'one');
      await api.apply(`${path}/$NS-applied-too`, configuration(kind, 'applied-too', []), 'one');
      await api.apply(`${path}/$NS-applied`, configuration(kind, 'applied', [other]), 'two');
      for (const name of ['applied', 'applied-too']) await api.delete(`${path}/$NS-${name}`, undefined, { quiet: true });
    });

    const wrong: [string, object[]][] = [
      ['a name without dots', [webhook({ name: 'check' })]],
      ['no name', [webhook({ name: '' })]],
      ['a name twice', [webhook(), webhook()]],
      ['side effects', [webhook({ sideEffects: 'Some' })]],
      ['nothing about side effects', [webhook({ sideEffects: undefined })]],
      ['no versions of reviews', [webhook({ admissionReviewVersions: [] })]],
      ['versions of reviews that nobody knows', [webhook({ admissionReviewVersions: ['v9'] })]],
      ['a timeout that is too long', [webhook({ timeoutSeconds: 60 })]],
      ['neither an address nor a service', [webhook({ clientConfig: {} })]],
      ['an address without encryption', [webhook({ clientConfig: { url: 'http://hook.example.com/' } })]],
      ['a failure policy that is none', [webhook({ failurePolicy: 'Retry' })]],
      ['a match policy that is none', [webhook({ matchPolicy: 'Nearly' })]],
      ['a rule without operations', [webhook({ rules: [rule({ operations: [] })] })]],
      ['an operation that is none', [webhook({ rules: [rule({ operations: ['READ'] })] })]],
      ['all operations and another', [webhook({ rules: [rule({ operations: ['*', 'CREATE'] })] })]],
      ['a rule without groups, versions and resources', [webhook({ rules: [{ operations: ['CREATE'] }] })]],
      ['a scope that is none', [webhook({ rules: [rule({ scope: 'World' })] })]],
    ];
    for (const [what, webhooks] of wrong)
      run(`refuse ${what}: ${kind}`, [422], async (api) => {
        await created(api, 'wrong', webhooks);
      });
  }
});

describeConformance('admission policies', (run) => {
  const matchConstraints = { resourceRules: [rule()] };
  const policy = (kind: string, name: string, spec: object) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: `$NS-${name}` },
    spec: { matchConstraints, ...spec },
  });
  const validations = [{ expression: 'object.metadata.name.size() > 3', message: 'too short' }];
  const policies = `${GROUP}/validatingadmissionpolicies`;
  const bindings = `${GROUP}/validatingadmissionpolicybindings`;

  run('get their defaults and can be changed', [201, 200, 200], async (api) => {
    await api.post(policies, policy('ValidatingAdmissionPolicy', 'full', { validations }), { pick: withoutStatus });
    await api.patch(`${policies}/$NS-full`, { spec: { failurePolicy: 'Ignore' } }, 'merge', { pick: ({ spec }) => spec });
    await api.delete(`${policies}/$NS-full`, undefined, { pick: ({ status, details }) => ({ status, kind: details?.kind }) });
  });

  run('are refused without what they are about', [422, 422, 422], async (api) => {
    await api.post(policies, policy('ValidatingAdmissionPolicy', 'wrong', {}));
    await api.post(policies, policy('ValidatingAdmissionPolicy', 'wrong', { validations, matchConstraints: undefined }));
    await api.post(policies, policy('ValidatingAdmissionPolicy', 'wrong', { validations, failurePolicy: 'Retry' }));
  });

  run('are bound', [201, 200, 422, 422], async (api) => {
    const binding = (spec: object) => ({ ...policy('ValidatingAdmissionPolicyBinding', 'bound', {}), spec });
    await api.post(bindings, binding({ policyName: '$NS-none', validationActions: ['Deny'], matchResources: { resourceRules: [rule()] } }));
    await api.delete(`${bindings}/$NS-bound`);
    await api.post(bindings, binding({ policyName: '$NS-none', validationActions: ['Shout'] }));
    await api.post(bindings, binding({ policyName: '$NS-none' }));
  });

  run('that change what they match get their defaults too', [201, 200, 422], async (api) => {
    const path = `${GROUP}/mutatingadmissionpolicies`;
    const mutations = [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } }];
    await api.post(path, policy('MutatingAdmissionPolicy', 'full', { mutations, reinvocationPolicy: 'Never' }));
    await api.delete(`${path}/$NS-full`);
    await api.post(path, policy('MutatingAdmissionPolicy', 'wrong', { reinvocationPolicy: 'Never' }));
  });
});

describeConformance('priority classes', (run) => {
  const classes = '/apis/scheduling.k8s.io/v1/priorityclasses';
  const pods = '/api/v1/namespaces/$NS/pods';
  const made = (name: string, more: object = {}) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: `$NS-${name}` },
    value: 1000,
    ...more,
  });
  const pod = (name: string, spec: object) => ({ metadata: { name }, spec: { containers: [{ name: 'a', image: 'a' }], ...spec } });
  const priority = { pick: ({ spec, message }: Json) => message ?? [spec.priority, spec.priorityClassName, spec.preemptionPolicy] };

  run('are there from the beginning', [200, 200], async (api) => {
    for (const name of ['system-cluster-critical', 'system-node-critical'])
      await api.get(`${classes}/${name}`, {
        pick: ({ value, description, preemptionPolicy, metadata }) => [value, description, preemptionPolicy, metadata.generation],
      });
  });

  run('get their defaults and may not change', [201, 422, 422, 200, 200], async (api) => {
    await api.post(classes, made('plain'));
    await api.patch(`${classes}/$NS-plain`, { value: 2 });
    await api.patch(`${classes}/$NS-plain`, { preemptionPolicy: 'Never' });
    await api.get(`${classes}/$NS-plain`, { ...TABLE, pick: ({ rows }) => [...rows[0].cells.slice(0, 3), rows[0].cells[4]] });
    await api.delete(`${classes}/$NS-plain`);
  });

  run('are refused when they are too high, or the system has the name', [422, 422, 422], async (api) => {
    await api.post(classes, made('high', { value: 1_000_000_001 }));
    await api.post(classes, { ...made('x'), metadata: { name: 'system-other' } });
    await api.post(classes, made('policy', { preemptionPolicy: 'Sometimes' }));
  });

  run('give Pods their priority', [201, 201, 201, 403, 403], async (api) => {
    await api.post(classes, made('urgent', { value: 5000, preemptionPolicy: 'Never' }));
    await api.post(pods, pod('urgent', { priorityClassName: '$NS-urgent' }), priority);
    await api.post(pods, pod('plain', {}), priority);
    await api.post(pods, pod('unknown', { priorityClassName: '$NS-unknown' }));
    await api.post(pods, pod('other', { priorityClassName: '$NS-urgent', priority: 7 }));
    await api.delete(`${classes}/$NS-urgent`, undefined, { quiet: true });
  });
});

describeConformance('templates, classes and capacities', (run) => {
  run('of Pods get their defaults', [201, 200, 422], async (api) => {
    const path = '/api/v1/namespaces/$NS/podtemplates';
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a' }] } };
    await api.post(path, { metadata: { name: 'a' }, template });
    await api.get(`${path}/a`, {
      ...TABLE,
      pick: ({ columnDefinitions, rows }) => [columnDefinitions.map(({ name }: Json) => name), rows[0].cells],
    });
    await api.post(path, { metadata: { name: 'b' }, template: { spec: { containers: [] } } });
  });

  run('of volume attributes and storage are kept', [201, 200, 201], async (api) => {
    const path = '/apis/storage.k8s.io/v1';
    await api.post(
      `${path}/volumeattributesclasses`,
      { metadata: { name: '$NS' }, driverName: 'a.example.com', parameters: { x: 'y' } },
      { pick: ({ driverName, parameters }) => [driverName, parameters] },
    );
    await api.delete(`${path}/volumeattributesclasses/$NS`, undefined, { pick: ({ kind }) => typeof kind });
    await api.post(`${path}/namespaces/$NS/csistoragecapacities`, { metadata: { name: 'a' }, storageClassName: 'b', capacity: '1024Mi' });
  });
});
