import { expect } from 'chai';
import { HookConfigError } from '../../lib/base/errors.ts';
import { readConfig } from '../../lib/hooks/config-reading.ts';

const reader = { jqProblem: async (filter: string) => (filter.endsWith('|') ? 'syntax error, unexpected end of file' : undefined) };
const read = (text: string) => readConfig('hook.sh', text, reader);
const refusal = async (text: string): Promise<string> => {
  const error = await read(text).catch((thrown: unknown) => thrown);
  if (!HookConfigError.is(error)) throw new Error(`it was accepted: ${text}`);
  return error.message;
};
const kubernetes = (keys: string) => `configVersion: v1\nkubernetes:\n- name: pods\n  kind: Pod\n${keys.replace(/^/gm, '  ')}`;

describe('readConfig', function () {
  this.timeout(30_000);
  it('fills in every default', async () => {
    const config = await read('configVersion: v1\nkubernetes: [{ kind: Pod }]\nschedule: [{ crontab: "* * * * *" }]\nonStartup: 5');
    expect(config.onStartup).to.equal(5);
    expect(config.kubernetes).to.deep.equal([
      {
        name: 'kubernetes',
        allowFailure: false,
        queue: 'main',
        group: '',
        includeSnapshotsFrom: [],
        apiVersion: '',
        kind: 'Pod',
        events: ['Added', 'Modified', 'Deleted'],
        runsOnSynchronization: true,
        keepsObjects: true,
        names: [],
        labelSelector: undefined,
        fieldSelector: undefined,
        namespaces: undefined,
        namespaceLabels: undefined,
        jqFilter: undefined,
      },
    ]);
    const { crontab, ...schedule } = config.schedules[0] as (typeof config.schedules)[0];
    expect(crontab.text).to.equal('* * * * *');
    expect(schedule).to.deep.equal({ name: 'schedule', allowFailure: false, queue: 'main', group: '', includeSnapshotsFrom: [] });
    expect([config.rate, config.warnings]).to.deep.equal([undefined, []]);
  });

  it('reads every key of a kubernetes binding', async () => {
    const { kubernetes: bindings } = await read(
      kubernetes(`apiVersion: v1
executeHookOnEvent: [Added]
executeHookOnSynchronization: false
keepFullObjectsInMemory: false
nameSelector: { matchNames: [a, b, a] }
labelSelector: { matchLabels: { app: web } }
fieldSelector: { matchExpressions: [{ field: status.phase, operator: NotEquals, value: Running }] }
namespace: { nameSelector: { matchNames: [one, two] } }
jqFilter: .spec
allowFailure: true
queue: pods
group: main
includeSnapshotsFrom: [pods]`),
    );
    expect(bindings[0]).to.deep.equal({
      name: 'pods',
      allowFailure: true,
      queue: 'pods',
      group: 'main',
      includeSnapshotsFrom: ['pods'],
      apiVersion: 'v1',
      kind: 'Pod',
      events: ['Added'],
      runsOnSynchronization: false,
      keepsObjects: false,
      names: ['a', 'b'],
      labelSelector: 'app=web',
      fieldSelector: 'status.phase!=Running',
      namespaces: ['one', 'two'],
      namespaceLabels: undefined,
      jqFilter: '.spec',
    });
  });

  it('takes JSON, and YAML after a line of dashes', async () => {
    expect((await read('{"configVersion":"v1","onStartup":1}')).onStartup).to.equal(1);
    expect((await read('---\nconfigVersion: v1\nonStartup: 1\n---\n')).onStartup).to.equal(1);
  });

  it('takes the first of several documents, with a warning', async () => {
    const { onStartup, warnings } = await read('configVersion: v1\nonStartup: 1\n---\nonStartup: 2\n');
    expect([onStartup, warnings]).to.deep.equal([1, ['--config printed several documents, of which the first alone counts']]);
  });

  it('reads YAML as Kubernetes does', async () => {
    const { kubernetes: bindings } = await read(`configVersion: v1
kubernetes:
- &common { name: a, kind: Pod, allowFailure: yes, executeHookOnSynchronization: off }
- { <<: *common, name: b }`);
    expect(bindings.map(({ name, allowFailure, runsOnSynchronization }) => [name, allowFailure, runsOnSynchronization])).to.deep.equal([
      ['a', true, false],
      ['b', true, false],
    ]);
  });

  it('takes settings alone, and a burst of none as one', async () => {
    const config = await read('configVersion: v1\nsettings: { executionMinInterval: 3s, executionBurst: 0 }');
    expect(config.rate).to.deep.equal({ intervalMilliseconds: 3000, burst: 1 });
  });

  it('shows in each binding of a group the objects of all kubernetes bindings of it, after those that it names', async () => {
    const config = await read(`configVersion: v1
kubernetes:
- { name: a, kind: Pod, group: g }
- { name: b, kind: Pod, group: g }
- { name: c, kind: Pod }
schedule:
- { crontab: "@hourly", group: g, includeSnapshotsFrom: [c, b] }`);
    expect(config.kubernetes.map(({ includeSnapshotsFrom }) => includeSnapshotsFrom)).to.deep.equal([['a', 'b'], ['a', 'b'], []]);
    expect(config.schedules[0]?.includeSnapshotsFrom).to.deep.equal(['c', 'b', 'a']);
  });

  it('prefers executeHookOnEvent to its old name, and takes an empty list for no events', async () => {
    const events = async (keys: string) => (await read(kubernetes(keys))).kubernetes[0]?.events;
    expect(await events('watchEvent: [Deleted]')).to.deep.equal(['Deleted']);
    expect(await events('watchEvent: [Deleted]\nexecuteHookOnEvent: [Added]')).to.deep.equal(['Added']);
    expect(await events('executeHookOnEvent: []')).to.deep.equal([]);
  });

  it('warns of what has no effect', async () => {
    const { warnings } = await read(
      kubernetes(
        'resynchronizationPeriod: 5m\nwaitForSynchronization: false\nnamespace: { nameSelector: { matchNames: [a] }, labelSelector: { matchLabels: { x: y } } }',
      ),
    );
    expect(warnings).to.have.length(3);
    expect(warnings.join()).to.include('kubernetes[0]{pods}.resynchronizationPeriod has no effect');
  });

  const wrong: Record<string, [string, string]> = {
    'a misspelt version key': [
      'configVrsion: v1\nonStartup: 1',
      'hook hook.sh: configVrsion is not a known key; did you mean configVersion?',
    ],
    'no version at all': ['onKubernetesEvent: []', 'the old format v0'],
    'another version': ['configVersion: v2\nonStartup: 1', 'configVersion "v2" is not known; the one that is served is v1'],
    'an empty version': ['configVersion:\nonStartup: 1', 'configVersion has no value'],
    'nothing but the version': ['configVersion: v1', 'nothing beside configVersion'],
    'too many aliases': [
      `configVersion: v1\na: &a [x]\n${['b', 'c', 'd'].map((name, index) => `${name}: &${name} [${`*${'abc'[index]},`.repeat(40)}]`).join('\n')}`,
      "can't be read",
    ],
    'no output': ['', '--config printed nothing'],
    'output that is no object': ['hello', 'no configuration, but "hello"'],
    'broken YAML': ['configVersion: v1\n\tonStartup: 1', 'neither YAML nor JSON'],
    'a text where a number belongs': ['configVersion: v1\nonStartup: ORDER', 'onStartup must be a whole number, not "ORDER"'],
    'a binding without kind': [
      'configVersion: v1\nkubernetes: [{ kinds: Pod }]',
      'kubernetes[0].kinds is not a known key; did you mean kind?',
    ],
    'an unknown event': [
      kubernetes('executeHookOnEvent: [Add]'),
      'kubernetes[0].executeHookOnEvent[0] must be one of Added, Modified, Deleted, not "Add"',
    ],
    'namespaces as a plain list': [
      kubernetes('namespace: { nameSelector: [default] }'),
      'kubernetes[0].namespace.nameSelector must be an object, not ["default"]',
    ],
    'a selector that selects by two means': [
      kubernetes(
        'nameSelector: { matchNames: [a] }\nfieldSelector: { matchExpressions: [{ field: metadata.name, operator: "=", value: a }] }',
      ),
      'asks for metadata.name, and so does nameSelector',
    ],
    'a bad operator': [
      kubernetes('labelSelector: { matchExpressions: [{ key: a, operator: In, value: b }] }'),
      'kubernetes[0].labelSelector.matchExpressions[0].value is not a known key; did you mean values?',
    ],
    'a bad label': [kubernetes('labelSelector: { matchLabels: { "a b": c } }'), 'kubernetes[0]{pods}.labelSelector is invalid: "a b"'],
    'a bad filter': [kubernetes('jqFilter: ".a |"'), 'kubernetes[0]{pods}.jqFilter ".a |" is invalid: syntax error'],
    'an unknown snapshot': [kubernetes('includeSnapshotsFrom: [pod]'), 'there is no kubernetes binding named "pod"; did you mean pods?'],
    'a snapshot that is not one list': [kubernetes('includeSnapshotsFrom: pods'), 'includeSnapshotsFrom must be a list, not "pods"'],
    'two bindings that a snapshot may mean': [
      'configVersion: v1\nkubernetes: [{ name: a, kind: Pod }, { name: a, kind: Pod, includeSnapshotsFrom: [a] }]',
      'there are 2 kubernetes bindings named "a"',
    ],
    'a bad crontab': [
      'configVersion: v1\nschedule: [{ name: s, crontab: "* * *" }]',
      'schedule[0]{s}.crontab "* * *" is invalid: expected 5 or 6 fields, found 3',
    ],
    'half of the settings': ['configVersion: v1\nsettings: { executionMinInterval: 3s }', 'settings.executionBurst is required'],
    'a bad interval': [
      'configVersion: v1\nsettings: { executionMinInterval: 30ks, executionBurst: 1 }',
      'settings.executionMinInterval must be a duration',
    ],
    'too many parts of a version': [kubernetes('apiVersion: a/b/c'), 'kubernetes[0]{pods}.apiVersion must be'],
    'a webhook': [
      'configVersion: v1\nkubernetesValidating: [{ name: a.b.c }]',
      'kubernetesValidating: this version of tskubeop serves no webhooks',
    ],
  };
  for (const [what, [text, message]] of Object.entries(wrong))
    it(`refuses ${what}`, async () => expect(await refusal(text)).to.include(message));

  it('says everything that is wrong at once', async () => {
    const message = await refusal('configVersion: v1\nonStartup: x\nkubernetes: [{ watchEvent: Added }]\nscheduler: []');
    for (const part of ['onStartup', 'kubernetes[0].kind is required', 'watchEvent', 'scheduler']) expect(message).to.include(part);
  });
});
