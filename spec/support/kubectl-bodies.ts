/** Bodies that kubectl 1.36 sent, each with its command, where it went, and the object that the API server made of it. */
import type { JsonObject } from '../../lib/embedded/json.ts';

/** One request. */
export interface KubectlBody {
  command: string;
  path: string;
  base64: string;
  object: JsonObject;
}

const meta = (name: string, more: JsonObject = {}) => ({ name, namespace: 'team-a', ...more });
const app = { app: 'web' };

/** What was sent; taken down between kubectl and a server. */
export const KUBECTL_BODIES: readonly KubectlBody[] = [
  {
    command: 'kubectl create namespace team-a',
    path: '/api/v1/namespaces',
    base64: 'azhzAAoPCgJ2MRIJTmFtZXNwYWNlEh4KFgoGdGVhbS1hEgAaACIAKgAyADgAQgASABoCCgAaACIA',
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' }, spec: {}, status: {} },
  },
  {
    command: 'kubectl create configmap settings --from-literal=a=1 --from-literal=empty= --from-file=bin=…',
    path: '/api/v1/namespaces/team-a/configmaps',
    base64:
      'azhzAAoPCgJ2MRIJQ29uZmlnTWFwEkkKHgoIc2V0dGluZ3MSABoGdGVhbS1hIgAqADIAOABCABIGCgFhEgExEgkKBWVtcHR5EgAaFAoDYmluEg1iaW5hcnn//gBkYXRhGgAiAA==',
    object: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: meta('settings'),
      data: { a: '1', empty: '' },
      binaryData: { bin: 'YmluYXJ5//4AZGF0YQ==' },
    },
  },
  {
    command: 'kubectl create secret generic s --from-literal=p=w',
    path: '/api/v1/namespaces/team-a/secrets',
    base64: 'azhzAAoMCgJ2MRIGU2VjcmV0EiMKFwoBcxIAGgZ0ZWFtLWEiACoAMgA4AEIAEgYKAXASAXcaABoAIgA=',
    object: { apiVersion: 'v1', kind: 'Secret', metadata: meta('s'), data: { p: 'dw==' } },
  },
  {
    command: 'kubectl create deployment web --image=nginx --port=80',
    path: '/apis/apps/v1/namespaces/team-a/deployments',
    base64:
      'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50Er4BCiUKA3dlYhIAGgZ0ZWFtLWEiACoAMgA4AEIAWgoKA2FwcBIDd2ViEoYBCAESDAoKCgNhcHASA3dlYhpsChwKABIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEkwSLgoFbmdpbngSBW5naW54KgAyCgoAEAAYUCIAKgBCAGoAcgCAAQCIAQCQAQCiAQAaADIAQgBKAFIAWABgAGgAggEAigEAmgEAwgEAIgIKACgAOAAaDAgAEAAYACAAKAA4ABoAIgA=',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('web', { labels: app }),
      spec: {
        replicas: 1,
        selector: { matchLabels: app },
        template: {
          metadata: { labels: app },
          spec: { containers: [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 80, protocol: 'TCP' }], resources: {} }] },
        },
        strategy: {},
      },
      status: {},
    },
  },
  {
    command: "kubectl create cronjob c --image=busybox --schedule='*/5 * * * *' -- date",
    path: '/apis/batch/v1/namespaces/team-a/cronjobs',
    base64:
      'azhzAAoTCghiYXRjaC92MRIHQ3JvbkpvYhKnAQoXCgFjEgAaBnRlYW0tYSIAKgAyADgAQgASiQEKCyovNSAqICogKiAqGgAqeAoRCgFjEgAaACIAKgAyADgAQgASYzJhChAKABIAGgAiACoAMgA4AEIAEk0SJgoBYxIHYnVzeWJveBoEZGF0ZSoAQgBqAHIAgAEAiAEAkAEAogEAGglPbkZhaWx1cmUyAEIASgBSAFgAYABoAIIBAIoBAJoBAMIBABoAGgAiAA==',
    object: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: meta('c'),
      spec: {
        schedule: '*/5 * * * *',
        jobTemplate: {
          metadata: { name: 'c' },
          spec: {
            template: {
              metadata: {},
              spec: { containers: [{ name: 'c', image: 'busybox', command: ['date'], resources: {} }], restartPolicy: 'OnFailure' },
            },
          },
        },
      },
      status: {},
    },
  },
  {
    command: 'kubectl create role r --verb=get --resource=pods',
    path: '/apis/rbac.authorization.k8s.io/v1/namespaces/team-a/roles',
    base64: 'azhzAAokChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgRSb2xlEigKFwoBchIAGgZ0ZWFtLWEiACoAMgA4AEIAEg0KA2dldBIAGgRwb2RzGgAiAA==',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: meta('r'),
      rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
    },
  },
  {
    command: 'kubectl create service clusterip web --tcp=80:8080 --tcp=443:https',
    path: '/api/v1/namespaces/team-a/services',
    base64:
      'azhzAAoNCgJ2MRIHU2VydmljZRKTAQolCgN3ZWISABoGdGVhbS1hIgAqADIAOABCAFoKCgNhcHASA3dlYhJmChsKBzgwLTgwODASA1RDUBhQIgcIABCQPxoAKAAKIgoJNDQzLWh0dHBzEgNUQ1AYuwMiCwgBEAAaBWh0dHBzKAASCgoDYXBwEgN3ZWIaACIJQ2x1c3RlcklQOgBCAFIAWgBgAGgAGgIKABoAIgA=',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('web', { labels: app }),
      spec: {
        ports: [
          { name: '80-8080', protocol: 'TCP', port: 80, targetPort: 8080 },
          { name: '443-https', protocol: 'TCP', port: 443, targetPort: 'https' },
        ],
        selector: app,
        type: 'ClusterIP',
      },
      status: { loadBalancer: {} },
    },
  },
  {
    command: "kubectl create ingress i --rule='a.example/x*=web:https,tls=t'",
    path: '/apis/networking.k8s.io/v1/namespaces/team-a/ingresses',
    base64:
      'azhzAAofChRuZXR3b3JraW5nLms4cy5pby92MRIHSW5ncmVzcxJiChcKAWkSABoGdGVhbS1hIgAqADIAOABCABJDEg4KCWEuZXhhbXBsZRIBdBoxCglhLmV4YW1wbGUSJAoiCiAKAi94EhIiEAoDd2ViEgkKBWh0dHBzEAAaBlByZWZpeBoCCgAaACIA',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: meta('i'),
      spec: {
        tls: [{ hosts: ['a.example'], secretName: 't' }],
        rules: [
          {
            host: 'a.example',
            http: { paths: [{ path: '/x', pathType: 'Prefix', backend: { service: { name: 'web', port: { name: 'https' } } } }] },
          },
        ],
      },
      status: { loadBalancer: {} },
    },
  },
  {
    command: 'kubectl create pdb p --selector=app=web --min-available=50%',
    path: '/apis/policy/v1/namespaces/team-a/poddisruptionbudgets',
    base64:
      'azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSQAoXCgFwEgAaBnRlYW0tYSIAKgAyADgAQgASGQoJCAEQABoDNTAlEgwKCgoDYXBwEgN3ZWIaCggAGAAgACgAMAAaACIA',
    object: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: meta('p'),
      spec: { minAvailable: '50%', selector: { matchLabels: app } },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    },
  },
  {
    command: 'kubectl auth can-i get pods -n team-a',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    base64:
      'azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSOwoQCgASABoAIgAqADIAOABCABIdChsKBnRlYW0tYRIDZ2V0GgAiACoEcG9kczIAOgAaCAgAEgAaACAAGgAiAA==',
    object: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: {},
      spec: { resourceAttributes: { namespace: 'team-a', verb: 'get', resource: 'pods' } },
      status: { allowed: false },
    },
  },
];
