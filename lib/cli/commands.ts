/**
 * The commands of `tskubeop`. Each loads its own file, and with it what it needs, when it runs.
 */
import { importGuarded } from '../operator/import-guard.ts';
import type { Command } from './command.ts';

/** All commands, as the help lists them. */
export const COMMANDS: readonly Command[] = Object.freeze([
  {
    name: 'cluster',
    synopsis: '[options] [FILE…]',
    summary: 'Serve a cluster to develop on, with the given manifests applied, until Ctrl-C',
    needsFiles: false,
    declare: (parser) =>
      parser
        .option('port', { type: 'number', default: 0, defaultDescription: 'any free one', describe: 'Port to listen on' })
        .option('kubeconfig', { type: 'string', defaultDescription: 'a temporary file', describe: 'Where to write the kubeconfig' })
        .option('state', { type: 'string', defaultDescription: 'none', describe: 'File to keep the objects in, from one run to the next' })
        .option('watch', { type: 'boolean', default: false, describe: 'Apply the manifests again when they are saved' }),
    run: async (given, context) => (await import('./cluster-command.ts')).clusterCommand(given, context),
  },
  {
    name: 'crd',
    synopsis: 'FILE…',
    summary: 'Print the custom resource definitions of the classes that a module exports',
    needsFiles: true,
    declare: (parser) => parser,
    run: async ({ files }, { stdout }) => {
      const { crdCommand } = await import('./crd-command.ts');
      await crdCommand(files, (text) => void stdout.write(text), { load: importGuarded });
      return 0;
    },
  },
  {
    name: 'explain',
    synopsis: '[options] KIND NAMESPACE/NAME',
    summary: 'Ask a running operator why it handles an object, or why it does not',
    needsFiles: false,
    declare: (parser) =>
      parser
        .option('socket', {
          type: 'string',
          defaultDescription: 'that of an operator of yours',
          describe: 'Inspection socket of the operator',
        })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    run: async (given, context) => (await import('./explain-command.ts')).explainCommand(given, context),
  },
  {
    name: 'manifests',
    synopsis: '[options] [FILE…]',
    summary:
      'Print what a cluster needs to run the operator of the classes that a module exports, or hooks: definitions, permissions, Deployment',
    needsFiles: false,
    declare: (parser) =>
      parser
        .option('namespace', {
          type: 'string',
          array: true,
          defaultDescription: 'default',
          describe: 'Namespace in which the operator runs',
        })
        .option('hooks-dir', {
          type: 'string',
          defaultDescription: 'none',
          describe: 'Folder of hooks that run beside the classes, or alone',
        })
        .option('permissions', {
          type: 'string',
          defaultDescription: 'none',
          describe: 'File with further rules, as a Role has them: for what hooks write, say',
        })
        .option('create-namespace', { type: 'boolean', default: false, describe: 'Print that namespace too' })
        .option('name', { type: 'string', defaultDescription: "the operator's", describe: 'Name of account, roles and Deployment' })
        .option('image', { type: 'string', defaultDescription: 'NAME:latest', describe: 'Image of the operator' })
        .option('scope', {
          choices: ['cluster', 'namespaced'],
          type: 'string',
          default: 'cluster',
          describe: 'What the operator watches: all namespaces, or its own, for which a Role is enough',
        })
        .option('create-crd', {
          type: 'boolean',
          default: false,
          describe: 'Let the operator create its definitions instead of printing them',
        })
        .option('leader-elect', { type: 'boolean', default: false, describe: 'Run two replicas, of which one works at a time' })
        .option('shards', { type: 'boolean', default: false, describe: 'Run two replicas, which share the objects' })
        .option('service', { type: 'boolean', default: false, describe: 'Print a Service by which the metrics of each replica are found' })
        .option('service-monitor', {
          type: 'boolean',
          default: false,
          describe: 'Print that and a ServiceMonitor, for the Prometheus Operator',
        })
        .option('stop-seconds', {
          type: 'number',
          default: 20,
          describe: 'Seconds that running handlers are given when the operator stops',
        })
        .option('arg', { type: 'string', array: true, describe: 'Argument of the operator, such as --arg=--image=busybox; repeatable' })
        .option('only', {
          type: 'string',
          array: true,
          describe:
            'Part to print: namespace, crd, rbac, deployment, disruption-budget, service or service-monitor; repeatable, or with commas',
        })
        .option('output', { type: 'string', defaultDescription: 'print', describe: 'Folder to write them into, as kustomize reads one' }),
    run: async (given, context) => {
      const { manifestsCommand } = await import('./manifests-command.ts');
      await manifestsCommand(given, (text) => void context.stdout.write(text), { load: importGuarded }, context);
      return 0;
    },
  },
  {
    name: 'hooks',
    synopsis: '[options] [queue|list|snapshot HOOK|config]',
    summary: 'Run the hooks of a folder, programs in any language; with a word, ask those that run',
    needsFiles: false,
    declare: (parser) =>
      parser
        .option('hooks-dir', { type: 'string', defaultDescription: 'hooks', describe: 'Folder in which the hooks lie' })
        .option('tmp-dir', { type: 'string', defaultDescription: "the system's", describe: 'Folder for the files of runs' })
        .option('skip-invalid-hooks', { type: 'boolean', describe: 'Start without hooks that are invalid, and report them' })
        .option('hook-timeout-seconds', { type: 'number', defaultDescription: 'none', describe: 'Seconds after which a run is ended' })
        .option('external', { type: 'boolean', describe: 'Use the kubeconfig, also inside a Pod' })
        .option('leader-elect', { type: 'boolean', describe: 'Let one replica run the hooks at a time, elected by a lease' })
        .option('lease-name', { type: 'string', defaultDescription: 'after folder and service account', describe: 'Name of that lease' })
        .option('log-level', {
          alias: 'L',
          choices: ['debug', 'info', 'warn', 'error'],
          type: 'string',
          defaultDescription: 'info',
          describe: 'Least severe level to log',
        })
        .option('log-format', { choices: ['text', 'json'], type: 'string', describe: 'Form of the log' })
        .option('stop-seconds', { type: 'number', defaultDescription: '20', describe: 'Seconds that running hooks are given at the end' })
        .option('http-address', {
          type: 'string',
          defaultDescription: 'off',
          describe: 'Where to serve /readyz, /metrics and /metrics/hooks',
        })
        .option('inspect-socket', {
          type: 'string',
          defaultDescription: 'one in the temporary folder',
          describe: 'Unix domain socket to be asked through: its path, or off',
        })
        .option('socket', { type: 'string', defaultDescription: 'that of hooks of yours', describe: 'Which to ask: the path of a socket' }),
    run: async (given, context) => (await import('./hooks-command.ts')).hooksCommand(given, context),
  },
  {
    name: 'release',
    synopsis: '[options] FILE…',
    summary: 'Take the finalizers of the classes that a module exports off all their objects, for uninstalling',
    needsFiles: true,
    declare: (parser) =>
      parser
        .option('namespace', {
          type: 'string',
          array: true,
          defaultDescription: 'all',
          describe: 'Namespace to look in; repeatable, or with commas',
        })
        .option('external', { type: 'boolean', default: false, describe: 'Use the kubeconfig, also inside a Pod' }),
    run: async (given, context) => (await import('./release-command.ts')).releaseCommand(given, context),
  },
] satisfies Command[]);
