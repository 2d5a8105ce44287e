/** Creating objects: names, defaults, checks, dry runs and field validation. */
import { describeConformance } from '../support/conformance.ts';
import type { Json } from '../support/conformance-api.ts';
import { defineWidgets, WIDGETS, widgetBody } from '../support/conformance-widgets.ts';

const CORE = '/api/v1/namespaces/$NS';
const CONFIG_MAPS = `${CORE}/configmaps`;
const PODS = `${CORE}/pods`;
const SERVICES = `${CORE}/services`;
const APPS = '/apis/apps/v1/namespaces/$NS';
const DEPLOYMENTS = `${APPS}/deployments`;
const BATCH = '/apis/batch/v1/namespaces/$NS';

/** No scheduler takes it and no service account is mounted: nothing changes it. */
const idlePod = (name: string, spec: Json = {}, metadata: Json = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { schedulerName: 'nobody', automountServiceAccountToken: false, containers: [{ name: 'main', image: 'busybox' }], ...spec },
});
const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'main', image: 'busybox' }] } };
const deployment = (name: string, spec: Json = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas: 0, selector: { matchLabels: { app: 'x' } }, template, ...spec },
});
const widget = (name: string, more: Json = {}) => widgetBody({ metadata: { name }, ...more });

describeConformance('create', (run) => {
  run.before((api) =>
    defineWidgets(api, {
      spec: {
        type: 'object',
        properties: {
          size: { type: 'integer', minimum: 1 },
          color: { type: 'string', enum: ['red', 'blue'], default: 'red' },
          nested: { type: 'object', properties: { a: { type: 'string' } } },
        },
      },
      status: { type: 'object', properties: { ready: { type: 'boolean' } } },
    }),
  );

  run('creates and shows', [201, 200], async (api) => {
    await api.post(CONFIG_MAPS, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'plain', labels: { a: 'b' }, annotations: { c: 'd' } },
      data: { a: '1' },
      binaryData: { b: 'AAEC' },
    });
    await api.get(`${CONFIG_MAPS}/plain`);
  });

  run('fills in the kind and namespace that a body leaves out', [201], (api) => api.post(CONFIG_MAPS, { metadata: { name: 'bare' } }));
  run('refuses a body of another namespace', [400], (api) =>
    api.post(CONFIG_MAPS, { metadata: { name: 'elsewhere', namespace: 'default' } }),
  );
  run('refuses a body of another kind', [400], (api) =>
    api.post(CONFIG_MAPS, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'wrong' } }),
  );
  run('refuses a body of another version', [400], (api) =>
    api.post(CONFIG_MAPS, { apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'wrong' } }),
  );
  run('refuses a namespace that is not there', [404], (api) =>
    api.post('/api/v1/namespaces/$NS-missing/configmaps', { metadata: { name: 'a' } }),
  );
  run('refuses a name that is taken', [201, 409], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'twice' } });
    await api.post(CONFIG_MAPS, { metadata: { name: 'twice' } });
  });
  run('refuses a taken name of a grouped kind', [201, 409], async (api) => {
    await api.post(WIDGETS, widget('twice'));
    await api.post(WIDGETS, widget('twice'));
  });

  run('generates names', [201, 201], async (api) => {
    const { body } = await api.post(CONFIG_MAPS, { metadata: { generateName: 'gen-' } });
    const other = await api.post(CONFIG_MAPS, { metadata: { generateName: 'gen-' } });
    api.note({
      differs: body.metadata.name !== other.body.metadata.name,
      form: /^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(body.metadata.name),
    });
  });
  run('prefers a given name to a generated one', [201], (api) =>
    api.post(CONFIG_MAPS, { metadata: { name: 'given', generateName: 'gen-' } }),
  );
  run('cuts the base of a generated name that would be too long', [201], async (api) => {
    const { body } = await api.post(CONFIG_MAPS, { metadata: { generateName: 'l'.repeat(80) } });
    api.note(body.metadata.name.length);
  });
  run('refuses an object without a name', [422, 422], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: {} });
    await api.post(WIDGETS, { apiVersion: '$NS.example.com/v1', kind: 'Widget' });
  });
  for (const name of ['Upper', 'under_score', '-dash', 'a..b', 'x'.repeat(254)]) {
    run(`refuses the name ${name.slice(0, 20)}`, [422], (api) => api.post(CONFIG_MAPS, { metadata: { name } }));
  }
  run('refuses a namespace whose name is no label', [422], (api) => api.post('/api/v1/namespaces', { metadata: { name: 'a.b' } }));
  run('refuses the name of a service that starts with a digit', [201], (api) =>
    api.post(SERVICES, { metadata: { name: '1a' }, spec: { ports: [{ port: 80 }] } }),
  );
  // One fault a map: the server takes the entries of a map in any order.
  run('refuses bad labels, annotations and finalizers', [422, 422, 422, 422], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'bad', labels: { 'a b': 'c' } } });
    await api.post(CONFIG_MAPS, { metadata: { name: 'bad', labels: { ok: 'not ok!' } } });
    await api.post(CONFIG_MAPS, { metadata: { name: 'bad', annotations: { 'a b': 'c' } } });
    await api.post(CONFIG_MAPS, { metadata: { name: 'bad', finalizers: ['unqualified'] } });
  });
  run('refuses owner references that name too little, or two controllers', [422, 422], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'bad', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: '' }] } });
    const owner = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', name, uid: `uid-${name}`, controller: true });
    await api.post(CONFIG_MAPS, { metadata: { name: 'bad', ownerReferences: [owner('a'), owner('b')] } });
  });
  run('ignores what only the server may set', [201], (api) =>
    api.post(CONFIG_MAPS, {
      metadata: {
        name: 'impostor',
        uid: 'mine',
        generation: 7,
        creationTimestamp: '2001-01-01T00:00:00Z',
        deletionTimestamp: '2001-01-01T00:00:00Z',
        selfLink: '/x',
      },
    }),
  );
  run('refuses a resourceVersion on creation', [500], (api) =>
    api.post(CONFIG_MAPS, { metadata: { name: 'versioned', resourceVersion: '5' } }),
  );
  run('drops the status that a creation brings', [201, 201], async (api) => {
    await api.post(WIDGETS, widget('with-status', { spec: { size: 1 }, status: { ready: true } }));
    await api.post(PODS, { ...idlePod('with-status'), status: { phase: 'Running', message: 'no' } });
  });
  run('names the manager by the user agent or by fieldManager', [201, 201, 422], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'by-agent' } }, { headers: { 'User-Agent': 'my-tool/v3 (linux)' } });
    await api.post(`${CONFIG_MAPS}?fieldManager=boss`, { metadata: { name: 'by-option' } });
    await api.post(`${CONFIG_MAPS}?fieldManager=${'x'.repeat(129)}`, { metadata: { name: 'too-long' } });
  });

  run('defaults a Pod', [201], (api) => api.post(PODS, idlePod('defaults')));
  run('defaults the parts of containers', [201], (api) =>
    api.post(
      PODS,
      idlePod('containers', {
        containers: [
          {
            name: 'main',
            image: 'busybox:1.2',
            ports: [{ containerPort: 80 }],
            env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
            livenessProbe: { httpGet: { port: 80 } },
            readinessProbe: { exec: { command: ['true'] } },
            resources: { limits: { cpu: '1', memory: '64Mi' } },
          },
        ],
        initContainers: [{ name: 'first', image: 'reg.example.com:5000/tool' }],
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', configMap: { name: 'x' } },
          { name: 'c', secret: { secretName: 'x' } },
          { name: 'd', hostPath: { path: '/tmp' } },
        ],
      }),
    ),
  );
  run('defaults a Deployment', [201], (api) =>
    api.post(DEPLOYMENTS, deployment('defaults'), {
      pick: ({ metadata: { managedFields: _, ...metadata }, ...rest }) => ({ ...rest, metadata }),
    }),
  );
  run('defaults a StatefulSet', [201], (api) =>
    api.post(
      `${APPS}/statefulsets`,
      {
        metadata: { name: 'defaults' },
        spec: {
          replicas: 0,
          serviceName: 'x',
          selector: { matchLabels: { app: 'x' } },
          template,
          volumeClaimTemplates: [
            { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
          ],
        },
      },
      { pick: ({ spec }) => spec },
    ),
  );
  run('defaults a DaemonSet', [201], (api) =>
    api.post(
      `${APPS}/daemonsets`,
      {
        metadata: { name: 'defaults' },
        spec: {
          selector: { matchLabels: { app: 'x' } },
          template: { ...template, spec: { ...template.spec, nodeSelector: { no: 'where' } } },
        },
      },
      { pick: ({ spec }) => spec },
    ),
  );
  run('defaults a ReplicaSet', [201], (api) =>
    api.post(
      `${APPS}/replicasets`,
      { metadata: { name: 'defaults' }, spec: { replicas: 0, selector: { matchLabels: { app: 'x' } }, template } },
      { pick: ({ spec }) => spec },
    ),
  );
  run('defaults a Job', [201], (api) =>
    api.post(
      `${BATCH}/jobs`,
      {
        metadata: { name: 'defaults' },
        spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: template.spec.containers } } },
      },
      { pick: ({ spec }) => spec },
    ),
  );
  run('defaults a CronJob', [201], (api) =>
    api.post(
      `${BATCH}/cronjobs`,
      {
        metadata: { name: 'defaults' },
        spec: {
          suspend: true,
          schedule: '0 0 1 1 *',
          jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure', containers: template.spec.containers } } } },
        },
      },
      { pick: ({ spec }) => spec },
    ),
  );
  run('defaults a Service', [201, 201], async (api) => {
    await api.post(SERVICES, { metadata: { name: 'cluster' }, spec: { selector: { app: 'x' }, ports: [{ port: 80 }] } });
    await api.post(SERVICES, {
      metadata: { name: 'node' },
      spec: {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 80, targetPort: 'http' },
          { name: 'b', port: 81, protocol: 'UDP' },
        ],
      },
    });
  });
  run('leaves headless and external services without address', [201, 201], async (api) => {
    await api.post(SERVICES, {
      metadata: { name: 'headless' },
      spec: { clusterIP: 'None', selector: { app: 'x' }, ports: [{ port: 80 }] },
    });
    await api.post(SERVICES, { metadata: { name: 'external' }, spec: { type: 'ExternalName', externalName: 'example.com' } });
  });
  run('turns stringData into data of Secrets and defaults their type', [201], (api) =>
    api.post(`${CORE}/secrets`, { metadata: { name: 'strings' }, stringData: { a: 'text' }, data: { b: 'Yg==' } }),
  );
  run('defaults a PersistentVolumeClaim', [201], (api) =>
    api.post(
      `${CORE}/persistentvolumeclaims`,
      {
        metadata: { name: 'claim' },
        spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage: '1024Mi' } } },
      },
      { pick: ({ spec, status }) => ({ spec, status }) },
    ),
  );
  run('defaults an Ingress, a NetworkPolicy and a PodDisruptionBudget', [201, 201, 201], async (api) => {
    const backend = { service: { name: 'x', port: { number: 80 } } };
    await api.post('/apis/networking.k8s.io/v1/namespaces/$NS/ingresses', {
      metadata: { name: 'defaults' },
      spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
    });
    await api.post('/apis/networking.k8s.io/v1/namespaces/$NS/networkpolicies', {
      metadata: { name: 'defaults' },
      spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] },
    });
    await api.post(
      '/apis/policy/v1/namespaces/$NS/poddisruptionbudgets',
      { metadata: { name: 'defaults' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'none' } } } },
      { pick: ({ spec }) => spec },
    );
  });
  run('defaults a HorizontalPodAutoscaler', [201], (api) =>
    api.post(
      '/apis/autoscaling/v2/namespaces/$NS/horizontalpodautoscalers',
      {
        metadata: { name: 'defaults' },
        spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' } },
      },
      { pick: ({ spec }) => spec },
    ),
  );
  run('defaults roles and their bindings', [201, 201], async (api) => {
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/$NS';
    await api.post(`${rbac}/roles`, { metadata: { name: 'r' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] });
    await api.post(`${rbac}/rolebindings`, {
      metadata: { name: 'b' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
      subjects: [
        { kind: 'ServiceAccount', name: 'default', namespace: '$NS' },
        { kind: 'User', name: 'u' },
      ],
    });
  });
  run('defaults a custom object by its schema', [201, 201], async (api) => {
    await api.post(WIDGETS, widget('defaulted', { spec: {} }));
    await api.post(WIDGETS, widget('specless'));
  });
  run('writes quantities in their canonical form', [201], (api) =>
    api.post(
      PODS,
      idlePod('quantities', {
        containers: [
          {
            name: 'main',
            image: 'busybox',
            resources: { requests: { cpu: '0.5', memory: '1024Ki' }, limits: { cpu: 2, memory: '1.5Gi' } },
          },
        ],
      }),
      { pick: ({ spec, status }) => [spec.containers[0].resources, status.qosClass] },
    ),
  );

  run('refuses a Pod without containers, image or good names', [422, 422, 422, 422], async (api) => {
    await api.post(PODS, idlePod('bad', { containers: [] }));
    await api.post(PODS, idlePod('bad', { containers: [{ name: 'main' }] }));
    await api.post(PODS, idlePod('bad', { containers: [{ name: 'Main', image: 'a' }] }));
    await api.post(
      PODS,
      idlePod('bad', {
        containers: [
          { name: 'a', image: 'a' },
          { name: 'a', image: 'b' },
        ],
      }),
    );
  });
  run('refuses a Pod with impossible values', [422, 422, 422], async (api) => {
    await api.post(PODS, idlePod('bad', { restartPolicy: 'Sometimes' }));
    await api.post(PODS, idlePod('bad', { containers: [{ name: 'a', image: 'a', imagePullPolicy: 'Maybe' }] }));
    await api.post(PODS, idlePod('bad', { containers: [{ name: 'a', image: 'a', ports: [{ containerPort: 70000 }] }] }));
  });
  run('refuses a Pod that mounts what it has not', [422], (api) =>
    api.post(PODS, idlePod('bad', { containers: [{ name: 'a', image: 'a', volumeMounts: [{ name: 'none', mountPath: '/x' }] }] })),
  );
  run('refuses limits below requests, and quantities that are none', [422, 400], async (api) => {
    await api.post(
      PODS,
      idlePod('bad', { containers: [{ name: 'a', image: 'a', resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }] }),
    );
    await api.post(PODS, idlePod('bad', { containers: [{ name: 'a', image: 'a', resources: { requests: { cpu: 'much' } } }] }));
  });
  run('refuses a Pod without a spec', [422], (api) => api.post(PODS, { metadata: { name: 'bad' } }));
  run('refuses a Deployment without selector, or one that does not select its Pods', [422, 422], async (api) => {
    await api.post(DEPLOYMENTS, deployment('bad', { selector: undefined }));
    await api.post(DEPLOYMENTS, deployment('bad', { selector: { matchLabels: { app: 'y' } } }));
  });
  run('refuses a Deployment with negative replicas or a wrong restart policy', [422, 422], async (api) => {
    await api.post(DEPLOYMENTS, deployment('bad', { replicas: -1 }));
    await api.post(DEPLOYMENTS, deployment('bad', { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } }));
  });
  run('refuses a Job without restart policy', [422], (api) =>
    api.post(`${BATCH}/jobs`, { metadata: { name: 'bad' }, spec: { template: { spec: { containers: template.spec.containers } } } }),
  );
  run('refuses a CronJob whose schedule is none', [422], (api) =>
    api.post(`${BATCH}/cronjobs`, {
      metadata: { name: 'bad' },
      spec: {
        schedule: 'often',
        jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: template.spec.containers } } } },
      },
    }),
  );
  run('refuses a Service without ports, or with two of one name', [422, 422], async (api) => {
    await api.post(SERVICES, { metadata: { name: 'bad' }, spec: {} });
    await api.post(SERVICES, {
      metadata: { name: 'bad' },
      spec: {
        ports: [
          { name: 'a', port: 1 },
          { name: 'a', port: 2 },
        ],
      },
    });
  });
  run('refuses a ConfigMap with bad keys', [422], (api) => api.post(CONFIG_MAPS, { metadata: { name: 'bad' }, data: { 'a/b': 'c' } }));
  run('refuses a Secret whose data is no base64', [400], (api) =>
    api.post(`${CORE}/secrets`, { metadata: { name: 'bad' }, data: { a: '***' } }),
  );
  run('refuses a claim without size or mode', [422], (api) =>
    api.post(`${CORE}/persistentvolumeclaims`, { metadata: { name: 'bad' }, spec: {} }),
  );
  run('refuses a custom object that breaks its schema', [422, 422, 422], async (api) => {
    await api.post(WIDGETS, widget('bad', { spec: { size: 0 } }));
    await api.post(WIDGETS, widget('bad', { spec: { size: 'big' } }));
    await api.post(WIDGETS, widget('bad', { spec: 'text' }));
  });
  run('refuses values of the wrong type in built-in kinds', [400, 400, 400], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'bad' }, data: { a: 1 } });
    await api.post(DEPLOYMENTS, deployment('bad', { replicas: 'three' }));
    await api.post(PODS, { metadata: { name: 'bad', labels: { a: true } }, spec: {} });
  });

  run('answers a dry run without storing', [201, 404], async (api) => {
    await api.post(`${CONFIG_MAPS}?dryRun=All`, { metadata: { name: 'dry' }, data: { a: '1' } });
    await api.get(`${CONFIG_MAPS}/dry`);
  });
  run('checks dry runs as any other', [422, 409, 422], async (api) => {
    await api.post(`${CONFIG_MAPS}?dryRun=All`, { metadata: { name: 'Dry' } });
    await api.post(CONFIG_MAPS, { metadata: { name: 'dry-taken' } }, { quiet: true });
    await api.post(`${CONFIG_MAPS}?dryRun=All`, { metadata: { name: 'dry-taken' } });
    await api.post(`${CONFIG_MAPS}?dryRun=Some`, { metadata: { name: 'dry' } });
  });

  run('warns of unknown and repeated fields by default', [201, 201], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'warned', odd: 1 }, dta: { a: '1' } });
    await api.post(CONFIG_MAPS, '{"metadata":{"name":"warned-2"},"immutable":true,"immutable":false}');
  });
  run('refuses unknown and repeated fields when strict', [400, 400], async (api) => {
    await api.post(`${CONFIG_MAPS}?fieldValidation=Strict`, { metadata: { name: 'strict', odd: 1 }, dta: { a: '1' } });
    await api.post(`${CONFIG_MAPS}?fieldValidation=Strict`, '{"metadata":{"name":"strict"},"data":{"a":"1"},"data":{"b":"2"}}');
  });
  run('says nothing of unknown fields when told to ignore them', [201], (api) =>
    api.post(`${CONFIG_MAPS}?fieldValidation=Ignore`, { metadata: { name: 'ignored', odd: 1 }, dta: { a: '1' } }),
  );
  run('refuses a fieldValidation that it does not know', [422], (api) =>
    api.post(`${CONFIG_MAPS}?fieldValidation=Maybe`, { metadata: { name: 'maybe' } }),
  );
  run('validates the fields of custom objects likewise', [201, 400, 201], async (api) => {
    const unknown = { spec: { size: 1, odd: 1, nested: { b: 'c' } } };
    await api.post(WIDGETS, widget('warned', unknown));
    await api.post(`${WIDGETS}?fieldValidation=Strict`, widget('strict', unknown));
    await api.post(`${WIDGETS}?fieldValidation=Ignore`, widget('ignored', unknown));
  });
  run('names unknown fields deep in a Pod, through lists', [400], (api) =>
    api.post(
      `${PODS}?fieldValidation=Strict`,
      idlePod('strict', {
        containers: [{ name: 'a', image: 'a', volumeMount: [], env: [{ name: 'A', vlue: 'x' }] }],
        restartpolicy: 'Never',
      }),
    ),
  );
  run('reads YAML', [201], (api) =>
    api.post(CONFIG_MAPS, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  a: "1"\n', {
      headers: { 'Content-Type': 'application/yaml' },
    }),
  );
});
