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
