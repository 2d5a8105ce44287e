import { expect } from 'chai';
import { ApiError, LeaderElectionError } from '../../lib/base/errors.ts';
import type { Client } from '../../lib/cluster/client.ts';
import { absent, tryLeases } from '../../lib/leadership/lease-trial.ts';

const refusal = (verb: string, status: number) =>
  new ApiError({ status, reason: 'Refused', method: verb, path: '/leases', message: `may not ${verb}` });

/** A cluster that refuses one verb. */
function refusing(refused: string, status = 403): Client {
  const answer =
    (verb: string) =>
    async (_what: unknown, options: { dryRun?: boolean } = {}) => {
      if (verb === refused) throw refusal(verb, status);
      expect(verb === 'list' || options.dryRun, `${verb} is only tried`).to.equal(true);
    };
  const [list, create, replace] = [answer('list'), answer('create'), answer('replace')];
  return { list, create, replace, delete: answer('delete') } as unknown as Client;
}

const tried = (client: Client) =>
  tryLeases({
    client,
    lease: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'g-a', namespace: 'ops' } },
    labelSelector: 'x=y',
    signal: new AbortController().signal,
  }).catch((error: unknown) => error);

describe('tryLeases', () => {
  it('tries all that sharing takes, without doing it', async () => {
    expect(await tried(refusing('nothing'))).to.equal(undefined);
  });

  for (const verb of ['list', 'create', 'replace', 'delete']) {
    it(`says what is missing when it may not ${verb}`, async () => {
      const error = await tried(refusing(verb));
      expect(LeaderElectionError.is(error)).to.equal(true);
      expect((error as Error).message).to.equal(
        `--shards needs leases in namespace ops: ${verb} /leases: 403 Refused: may not ${verb}; grant list, create, update and delete (and watch) on leases of coordination.k8s.io in that namespace`,
      );
    });
  }

  it('says that there is no such namespace', async () => {
    expect(((await tried(refusing('create', 404))) as Error).message).to.match(/create the namespace, or run without --shards$/);
  });

  it('returns what may pass', async () => {
    const error = await tried(refusing('list', 503));
    expect([ApiError.is(error), (error as ApiError).status]).to.deep.equal([true, 503]);
  });

  it('takes a Lease that isn’t there yet for no refusal', async () => {
    expect(await tried(refusing('replace', 404))).to.equal(undefined);
    expect(await tried(refusing('delete', 404))).to.equal(undefined);
  });
});

describe('absent', () => {
  it('takes what is not there, or has changed, for done, and nothing else', async () => {
    expect(await absent(Promise.resolve())).to.equal(true);
    for (const status of [404, 409]) expect(await absent(Promise.reject(refusal('delete', status)))).to.equal(false);
    const error = refusal('delete', 403);
    expect(await absent(Promise.reject(error)).catch((thrown: unknown) => thrown)).to.equal(error);
  });
});
