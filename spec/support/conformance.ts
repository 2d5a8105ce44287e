/**
 * Conformance: a case is a sequence of requests that is sent once to the embedded cluster and once to a real one, and the two
 * transcripts must be equal in all but ids, versions, times and addresses. So no expectation is typed by hand but the status
 * codes, which are checked also where no real cluster can be had.
 */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { ConformanceApi } from './conformance-api.ts';
import { RawRequests } from './raw-requests.ts';
import { isRealClusterRequired, realClusterMissing, sharedRealCluster } from './shared-real-cluster.ts';
import { differences } from './transcript.ts';

/** Building the programs of the real cluster takes minutes where they are not there yet. */
const BUILD_MILLISECONDS = 45 * 60_000;
const CASE_MILLISECONDS = 20_000;
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** What a case does. */
export type ConformanceCase = (api: ConformanceApi) => Promise<unknown>;

/** Defines cases. */
export interface ConformanceRun {
  /** A case, and the status codes that its recorded answers must have, in order. */
  (name: string, codes: readonly number[], sequence: ConformanceCase): void;
  /** What is done on each cluster before the first case; it isn't compared. */
  before(sequence: ConformanceCase): void;
}

/** One cluster with the suite's namespace. */
interface Side {
  cluster: TestCluster;
  requests: RawRequests;
}

/** Options of describeConformance. */
export interface ConformanceOptions {
  /** Whether the embedded cluster runs Pods and the like, as the real one does. @default true */
  workloads?: boolean;
}

/** Defines a suite of cases; they share a namespace, in which each uses names of its own. */
export function describeConformance(
  title: string,
  define: (run: ConformanceRun) => void,
  { workloads = true }: ConformanceOptions = {},
): void {
  describe(`conformance: ${title}`, () => {
    const missing = realClusterMissing();
    const namespace = `spec-${randomBytes(4).toString('hex')}`;
    const preparations: ConformanceCase[] = [];
    const sides: { embedded?: Side; real?: Side } = {};
    const apiOf = (side: Side) => new ConformanceApi({ ...side, namespace });

    before(async function () {
      this.timeout(BUILD_MILLISECONDS);
      sides.embedded = sideOf(await EmbeddedCluster.start({ workloads }));
      if (!missing) sides.real = sideOf(await sharedRealCluster());
      await onBoth(sides, async (side) => prepare(apiOf(side), preparations));
    });

    after(async () => {
      if (sides.real) await clean(apiOf(sides.real));
      await sides.embedded?.cluster.stop();
      sides.embedded?.requests.close();
      sides.real?.requests.close();
    });

    const run = (name: string, codes: readonly number[], sequence: ConformanceCase) =>
      it(name, async () => {
        const [embedded, real] = await onBoth(sides, async (side) => transcriptOf(apiOf(side), sequence));
        if (real) {
          const found = differences(embedded, real);
          if (found.length > 0) throw new Error(`the embedded cluster's answers differ from a real one's at\n  ${found.join('\n  ')}`);
        }
        expect(
          embedded?.entries.map(({ status }) => status),
          'status codes',
        ).to.deep.equal(codes);
      }).timeout(CASE_MILLISECONDS);

    define(Object.assign(run, { before: (sequence: ConformanceCase) => void preparations.push(sequence) }));

    if (!missing) return;
    const fail = () => Promise.reject(new Error(`TSKUBEOP_TEST_REQUIRE_CLUSTER=1, but ${missing}`));
    it(`is the same on a real cluster: ${missing}`, isRealClusterRequired() ? fail : undefined);
  });
}

function sideOf(cluster: TestCluster): Side {
  return { cluster, requests: new RawRequests(cluster.kubeConfig) };
}

async function onBoth<T>(
  { embedded, real }: { embedded?: Side; real?: Side },
  act: (side: Side) => Promise<T>,
): Promise<(T | undefined)[]> {
  return Promise.all([embedded && act(embedded), real && act(real)]);
}

async function transcriptOf(api: ConformanceApi, sequence: ConformanceCase) {
  try {
    await sequence(api);
    return { entries: api.entries, notes: api.notes };
  } finally {
    api.close();
  }
}

async function prepare(api: ConformanceApi, preparations: readonly ConformanceCase[]): Promise<void> {
  await api.post('/api/v1/namespaces', { metadata: { name: '$NS' } });
  // Controllers make both a moment later, and until then a real server refuses every Pod.
  await api.until('/api/v1/namespaces/$NS/serviceaccounts', ({ body }) => body.items?.length > 0);
  await api.until('/api/v1/namespaces/$NS/configmaps', ({ body }) => body.items?.length > 0);
  for (const preparation of preparations) await preparation(api);
}

/** Takes away what other suites on the shared cluster could see. A namespace is seen by nobody, and its end costs hundreds of requests. */
async function clean(api: ConformanceApi): Promise<void> {
  const { body } = await api.get(DEFINITIONS);
  const own = body.items.filter((item: { spec: { group: string } }) => item.spec.group.includes(api.namespace));
  for (const { metadata } of own) await api.delete(`${DEFINITIONS}/${metadata.name}`);
}

/** Creates a CustomResourceDefinition and waits until its objects are served. */
export async function defineResource(
  api: ConformanceApi,
  definition: { spec: { group: string; names: { plural: string }; versions: { name: string }[] } },
): Promise<void> {
  const { group, names, versions } = definition.spec;
  const type = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
  const { status, body } = await api.post(
    DEFINITIONS,
    { ...type, metadata: { name: `${names.plural}.${group}` }, ...definition },
    { quiet: true },
  );
  if (status !== 201) throw new Error(`the definition was refused: ${JSON.stringify(body)}`);
  for (const { name } of versions)
    await api.until(`/apis/${group}/${name}/${names.plural}`, (answer) => answer.status === 200, { quiet: true });
}
