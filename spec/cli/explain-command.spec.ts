import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { FileError, UsageError } from '../../lib/base/errors.ts';
import { explainCommand } from '../../lib/cli/explain-command.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';

class Toner extends CRDBase {
  static readonly GROUP = 'explain.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'toners';
  static readonly SINGULAR = 'toner';
  static readonly KIND = 'Toner';

  ensureCreated() {
    if (this.metadata.name === 'bad') throw new Error('the drum is worn');
  }
}

describe('tskubeop explain', () => {
  let cluster: EmbeddedCluster;
  let operator: TestOperator;
  let folder: string;
  let socket: string;
  before(async function () {
    this.timeout(20_000);
    folder = mkdtempSync(join(tmpdir(), 'explain-'));
    socket = join(folder, 'a.sock');
    cluster = await EmbeddedCluster.start();
    operator = await startOperator(new KubernetesOperator(Toner), { cluster, args: ['--create-crd', '--inspect-socket', socket] });
    for (const name of ['good', 'bad'])
      await cluster.client.create({ apiVersion: 'explain.example.com/v1', kind: 'Toner', metadata: { name, namespace: 'default' } });
    await operator.handled(Toner, 'good', 'default');
  });
  after(async () => {
    await operator?.stop();
    await cluster?.stop();
    rmSync(folder, { recursive: true });
  });

  async function explained(files: string[], options: Record<string, unknown> = {}): Promise<string> {
    let text = '';
    const stdout = { write: (more: string) => (text += more) };
    const context = { stdout, stderr: stdout, env: {}, signal: new AbortController().signal, clock: systemClock };
    expect(await explainCommand({ files, options: { socket, ...options } }, context)).to.equal(0);
    return text;
  }

  it('asks the operator that runs, and prints what it says', async () => {
    expect(await explained(['Toner', 'default/good'])).to.match(/^Toner default\/good: settled\n {2}ensureCreated succeeded after/);
    expect(await explained(['toners', 'bad'])).to.match(/^Toner default\/bad: (waiting|running)\n.*the drum is worn/);
  });

  it('prints the same as JSON', async () => {
    const body = JSON.parse(await explained(['toner', 'good'], { json: true })) as Record<string, unknown>;
    expect(body).to.include({ kind: 'Toner', namespace: 'default', name: 'good', state: 'settled' });
  });

  it('refuses what is no question, and says what the operator cannot answer', async () => {
    const failureOf = (files: string[]) =>
      explained(files).then(
        () => undefined,
        (error: unknown) => error as Error,
      );
    for (const files of [[], ['Toner'], ['Toner', 'a', 'b']]) expect(await failureOf(files)).to.be.instanceOf(UsageError);
    const unknown = await failureOf(['Pod', 'a']);
    expect(unknown).to.be.instanceOf(FileError);
    expect(unknown?.message).to.equal('toner-operator handles no Pod; it handles Toner');
    expect((await failureOf(['Toner', 'none']))?.message).to.contain('NAMESPACE/none');
  });
});
