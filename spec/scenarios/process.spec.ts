import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { ProgramProcess, usePrograms } from '../support/program-process.ts';

const PRINTER = 'examples/printer/printer.ts';

describe('the operator’s process', function () {
  this.timeout(120_000);
  const start = usePrograms();
  let folder: string;
  let unanswered: ProgramProcess;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tskubeop-spec-'));
    // It takes 10 s, which the other specs use.
    unanswered = new ProgramProcess(PRINTER, [], { KUBECONFIG: await kubeconfig('http://127.0.0.1:1', 'unanswered') });
  });
  after(async () => {
    unanswered.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** Writes a kubeconfig for a server. */
  async function kubeconfig(server: string, name = 'kubeconfig'): Promise<string> {
    const path = join(folder, name);
    const content = {
      'current-context': 'away',
      contexts: [{ name: 'away', context: { cluster: 'away', user: 'me' } }],
      clusters: [{ name: 'away', cluster: { server } }],
      users: [{ name: 'me', user: { token: 'secret-token' } }],
    };
    await writeFile(path, JSON.stringify(content));
    return path;
  }

  describe('ends with 2 for wrong usage, naming what was given', () => {
    const table: [string, string[], NodeJS.ProcessEnv, RegExp][] = [
      ['an unknown flag', ['--namspace', 'a'], {}, /^unknown option --namspace; did you mean --namespace\?\n\nUsage: printer-operator/],
      ['an empty namespace', ['--namespace='], {}, /^--namespace must be the name of a namespace .*, not ""\n\nUsage:/],
      ['a variable that is no boolean', [], { TSKUBEOP_CREATE_CRD: 'maybe' }, /^TSKUBEOP_CREATE_CRD must be true or false, not "maybe"\n/],
      ['a repeated single option', ['--image', 'a', '--image', 'b'], {}, /^--image is given twice/],
    ];
    for (const [title, args, env, message] of table) {
      it(title, async () => {
        const { code, stdout, stderr } = await start(PRINTER, args, env).ended();
        expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
        expect(stderr).to.match(message);
        expect(stderr).to.not.match(/^\s+at /m);
      });
    }
  });

  it('shows its help and its version, and ends with 0', async () => {
    const [help, version] = await Promise.all([start(PRINTER, ['--help']).ended(), start(PRINTER, ['--version']).ended()]);
    expect(help).to.include({ code: 0, stderr: '' });
    expect(help.stdout).to.match(/^Usage: printer-operator \[options\]/);
    expect(help.stdout).to.contain('--image');
    expect(version).to.include({ code: 0, stderr: '' });
    expect(version.stdout).to.match(/^printer-operator \(tskubeop \d+\.\d+\.\d+\)\n$/);
  });

  describe('ends with 1 and one message when it cannot start', () => {
    it('without a kubeconfig', async () => {
      const path = join(folder, 'not-there');
      const { code, stderr } = await start(PRINTER, [], { KUBECONFIG: path }).ended();
      expect(code).to.equal(1);
      expect(stderr).to.match(/^no kubeconfig: KUBECONFIG names .*not-there, which does not exist; .*\n$/);
    });

    it('with a kubeconfig that is no YAML', async () => {
      const path = join(folder, 'bad');
      await writeFile(path, 'a: [b\n');
      const { code, stderr } = await start(PRINTER, [], { KUBECONFIG: path }).ended();
      expect(code).to.equal(1);
      expect(stderr).to.contain(path);
      expect(stderr).to.not.match(/^\s+at /m);
    });

    it('with a kubeconfig that is a folder', async () => {
      const { code, stderr } = await start(PRINTER, [], { KUBECONFIG: folder }).ended();
      expect(code).to.equal(1);
      expect(stderr).to.contain(folder);
      expect(stderr).to.not.match(/^\s+at /m);
    });

    it('with a server that nobody answers for, after 10 s, naming server, kubeconfig and context', async () => {
      const { code, stdout, stderr, seconds } = await unanswered.ended();
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr).to.match(
        /^no answer from the API server at http:\/\/127\.0\.0\.1:1 for 10 s \(credentials from .*unanswered, context away\): .*\n$/,
      );
      expect(stderr).to.contain(join(folder, 'unanswered'));
      expect(stderr).to.not.contain('secret-token');
      expect(seconds, 'the time until it gave up').to.be.within(9.5, 20);
    });
  });

  describe('explains what life cycle methods throw, without a stack', () => {
    /** A program of one operator, with these methods, in which the cluster is never reached. */
    async function program(name: string, methods: string): Promise<string> {
      const path = join(folder, name);
      await writeFile(path, operatorProgram(methods));
      return path;
    }

    it('in onStartup', async () => {
      const path = await program('startup.ts', "onStartup() { throw new TypeError('no database'); }");
      const ended = await start(path).ended();
      expect(ended).to.include({ code: 1, stdout: '', stderr: 'onStartup failed: no database\n' });
    });

    it('in onLogin', async () => {
      const path = await program('login.ts', "async onLogin() { throw new Error('no ticket'); }");
      const ended = await start(path).ended();
      expect(ended).to.include({ code: 1, stdout: '', stderr: 'onLogin failed: no ticket\n' });
    });

    it('in onCleanup, after a stop that hung in onStartup', async () => {
      const methods = `onStartup() { console.log('begins'); this.timer = setInterval(() => {}, 1000); return new Promise(() => {}); }
        onCleanup() { clearInterval(this.timer); throw new Error('still open'); }`;
      const operator = start(await program('hanging.ts', methods));
      await operator.printed(/begins/);
      operator.kill('SIGTERM');
      const { code, stderr } = await operator.ended();
      expect(code).to.equal(1);
      expect(stderr).to.match(/\nonCleanup failed: still open\n$/);
    });

    it('of one of two operators: the process fails', async () => {
      const path = join(folder, 'two.ts');
      const failing = `class Failing extends KubernetesOperator { onStartup() { throw new Error('no'); } }
        await Promise.all([new Failing(Slow).run(), new Login(Slow).run()]);`;
      const login = "class Login extends KubernetesOperator { async onLogin() { process.kill(process.pid, 'SIGTERM'); } }";
      await writeFile(path, `${operatorProgram('').replace(/\nawait .*/, '')}\n${login}\n${failing}`);
      expect(await start(path).ended()).to.include({ code: 1 });
    });
  });

  describe('stopped while it waits for the first answer', () => {
    let silent: Server;
    before(async () => {
      silent = createServer(() => {});
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    });
    after(() => silent.close());

    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      it(`ends with 0 at ${signal}`, async () => {
        const address = silent.address() as { port: number };
        const connected = new Promise((resolve) => silent.once('connection', resolve));
        const path = await kubeconfig(`http://127.0.0.1:${address.port}`);
        const operator = start(PRINTER, [], { KUBECONFIG: path });
        await connected;
        const at = performance.now();
        operator.kill(signal);
        const { code, signal: by, stderr } = await operator.ended();
        expect({ code, by }).to.deep.equal({ code: 0, by: null });
        expect(stderr).to.not.contain('no answer');
        expect(performance.now() - at).to.be.lessThan(5000);
      });
    }
  });

  describe('at work', () => {
    let cluster: EmbeddedCluster;
    before(async () => {
      cluster = await EmbeddedCluster.start({ workloads: true });
    });
    after(() => cluster?.stop());

    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      it(`ends in order at ${signal}, with 0`, async () => {
        const operator = start(PRINTER, ['--create-crd'], { KUBECONFIG: cluster.kubeconfigPath });
        await operator.printed(/watching/);
        const at = performance.now();
        operator.kill(signal);
        const { code, stdout, stderr } = await operator.ended();
        expect({ code, stdout }).to.deep.equal({ code: 0, stdout: '' });
        expect(stderr).to.match(/signal received[\s\S]*stopping[\s\S]*stopped/);
        expect(performance.now() - at).to.be.lessThan(5000);
      });
    }

    it('ends at once at a second signal, with its number', async () => {
      const program = join(folder, 'slow.ts');
      await writeFile(program, operatorProgram(''));
      const slow = start(program, ['--create-crd'], { KUBECONFIG: cluster.kubeconfigPath });
      await slow.printed(/watching/);
      await cluster.client.create({
        apiVersion: 'scenarios.example.com/v1',
        kind: 'Slow',
        metadata: { name: 'a', namespace: 'default' },
        spec: {},
      });
      await slow.printed(/handler begins/);
      slow.kill('SIGTERM');
      await slow.printed(/stopping/);
      slow.kill('SIGINT');
      expect(await slow.ended()).to.include({ code: 130 });
    });
  });
});

/** A program whose operator has these methods, and whose handler takes a minute. */
function operatorProgram(methods: string): string {
  const library = join(import.meta.dirname, '../../lib/index.ts');
  return `import { CRDBase, KubernetesOperator } from ${JSON.stringify(library)};
class Slow extends CRDBase {
  static GROUP = 'scenarios.example.com'; static VERSION = 'v1'; static PLURAL = 'slows'; static SINGULAR = 'slow'; static KIND = 'Slow';
  async ensureCreated() {
    this.logger.info('handler begins');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
}
class SlowOperator extends KubernetesOperator { ${methods} }
await new SlowOperator(Slow).run();`;
}
