import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import * as main from '../../lib/index.ts';
import * as testing from '../../lib/testing/index.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Every name that the two entries export: a change here is a change for users. */
const EXPORTS = {
  'lib/index.ts': {
    values: [
      'AbortedError',
      'AlreadyExistsError',
      'ApiError',
      'CRDBase',
      'CredentialsError',
      'CustomResourceDefinitionError',
      'DeadlineError',
      'FieldConflictError',
      'HookConfigError',
      'HookRunError',
      'IllegalStateError',
      'InvalidClassError',
      'InvalidOptionError',
      'InvalidSchemaError',
      'InvalidSpecError',
      'KUBERNETES_EVENT_ADDED',
      'KUBERNETES_EVENT_DELETED',
      'KUBERNETES_EVENT_MODIFIED',
      'KubeConfig',
      'KubernetesOperator',
      'LeaderElectionError',
      'LeadershipLostError',
      'LifeCycleError',
      'OperatorError',
      'PermanentError',
      'TemplateError',
      'TemporaryError',
      'UnreachableError',
      'UsageError',
      'WriteLoopError',
    ],
    types: [
      'ApplyChildOptions',
      'ApplyOptions',
      'ArgsOf',
      'ArgumentParser',
      'BackOff',
      'CRDBehaviour',
      'CRDClass',
      'CallName',
      'CallReason',
      'Change',
      'ChangeReason',
      'ChildEventType',
      'ChildReference',
      'Client',
      'Clock',
      'Concerned',
      'ConcernedObjects',
      'Condition',
      'ConditionOptions',
      'ControllerObserver',
      'CustomObjectsApi',
      'DaemonOptions',
      'Daemons',
      'DeepReadonly',
      'DeleteChildOptions',
      'DeleteOptions',
      'DiffEntry',
      'EventOptions',
      'EventType',
      'FieldConflict',
      'FieldPath',
      'HookOptions',
      'IndexKeys',
      'IndexedClass',
      'Indexes',
      'JsonPatchOperation',
      'KindReference',
      'KubernetesObject',
      'KubernetesOperatorOptions',
      'ListOptions',
      'LogFields',
      'LogLevel',
      'Logger',
      'ManifestValues',
      'ObjectList',
      'ObjectMeta',
      'ObjectReference',
      'ObservedCall',
      'OnField',
      'OwnerReference',
      'PolicyRule',
      'PrinterColumn',
      'RequestOptions',
      'ResourceBody',
      'ResourceManifest',
      'RunningOperator',
      'SdkArguments',
      'ShardKey',
      'ShardedObject',
      'StartOptions',
      'StatusPatch',
      'StoredObject',
      'StoredObjectMeta',
      'Timer',
      'TimerOptions',
      'Timers',
      'UntypedObject',
      'WatchedKind',
      'Watches',
      'Wire',
      'WriteLoop',
      'WriteOptions',
    ],
  },
  'lib/testing/index.ts': {
    values: [
      'EmbeddedCluster',
      'ExplorationError',
      'ExplorationThreadError',
      'FakeClock',
      'RealCluster',
      'TestOperator',
      'callHandler',
      'declarationsOf',
      'eventually',
      'explorationReport',
      'explorationTests',
      'explore',
      'startOperator',
    ],
    types: [
      'CallHandlerOptions',
      'CallResult',
      'CompareObject',
      'DeclarationKind',
      'DeclarationOptions',
      'Declarations',
      'DeclaredSpec',
      'DeletedObject',
      'DisturbanceKind',
      'EmbeddedClusterOptions',
      'EventuallyOptions',
      'Exploration',
      'ExplorationFailure',
      'ExplorationReport',
      'ExplorationScenario',
      'ExplorationStage',
      'ExplorationTest',
      'ExploreOptions',
      'FakeClockOptions',
      'Finding',
      'FindingKind',
      'HandledCall',
      'HandledObject',
      'LogRecord',
      'ModuleExploreOptions',
      'PostedEvent',
      'RealClusterOptions',
      'StageWaitOptions',
      'StartOperatorOptions',
      'TestCluster',
      'WaitOptions',
    ],
  },
};

/** The names of `export type { A, B }` and of `type C` among others. */
function typesOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const names: string[] = [];
  for (const [, whole, list = ''] of text.matchAll(/^export (type )?\{([^}]*)\}/gm)) {
    for (const part of list.split(',').map((each) => each.trim())) {
      if (part !== '' && (whole || part.startsWith('type '))) names.push(part.replace(/^type /, ''));
    }
  }
  return names.sort();
}

describe('the public face', () => {
  it('of tskubeop is this', () => {
    expect(Object.keys(main).sort()).to.deep.equal(EXPORTS['lib/index.ts'].values);
    expect(typesOf('lib/index.ts')).to.deep.equal(EXPORTS['lib/index.ts'].types);
  });

  it('of tskubeop/testing is this', () => {
    expect(Object.keys(testing).sort()).to.deep.equal(EXPORTS['lib/testing/index.ts'].values);
    expect(typesOf('lib/testing/index.ts')).to.deep.equal(EXPORTS['lib/testing/index.ts'].types);
  });

  it('exports nothing wholesale or by default', () => {
    for (const file of Object.keys(EXPORTS)) expect(readFileSync(join(ROOT, file), 'utf8')).to.not.match(/export \*|export default/);
  });

  for (const entry of ['tskubeop', 'tskubeop/testing']) {
    it(`of ${entry} loads nothing heavy until something is started`, async function () {
      this.timeout(20_000);
      const program = `
        import { registerHooks } from 'node:module';
        const loaded = [];
        registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
        await import(${JSON.stringify(entry)});
        console.log(JSON.stringify(loaded));`;
      const args = ['--conditions=@tskubeop/source', '--input-type=module', '--eval', program];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
      const loaded = JSON.parse(stdout) as string[];
      expect(loaded.length).to.be.greaterThan(10);
      expect(loaded.filter((url) => /node_modules|\/lib\/embedded\//.test(url))).to.deep.equal([]);
    });
  }
});
