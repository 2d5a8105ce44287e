/**
 * `tskubeop release FILE…`: takes our finalizers off all objects of the classes that modules export, so that the objects can
 * be deleted when no operator runs any more. Foreign finalizers stay.
 */
import { ApiError, messageOf, OperatorError } from '../base/errors.ts';
import { objectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';
import { ClusterConnection } from '../cluster/cluster-connection.ts';
import { loadKubeConfig } from '../cluster/kube-config.ts';
import { importGuarded } from '../operator/import-guard.ts';
import { changeFinalizers } from '../resource/finalizer.ts';
import type { KindDeclaration } from '../schema/kind-declaration.ts';
import { exportedClasses } from './class-module.ts';
import type { CommandArguments, CommandContext, TextOutput } from './command.ts';

/** A class whose objects can be released. */
export type ReleasableClass = KindDeclaration & { readonly FINALIZER?: string | null };

/** Runs the command with the credentials of the kubeconfig or the Pod. */
export async function releaseCommand(
  { files, options }: CommandArguments,
  { env, clock, signal, stdout, stderr }: CommandContext,
): Promise<number> {
  const classes = new Set<ReleasableClass>();
  for (const file of files) for (const type of await exportedClasses(file, { load: importGuarded })) classes.add(type);
  const { kubeConfig } = loadKubeConfig({ external: options.external === true, env });
  const connection = await ClusterConnection.open({ kubeConfig, clock, env });
  try {
    const namespaces = (options.namespace ?? []) as readonly string[];
    return await releaseAll({ client: connection.client, classes: [...classes], namespaces, signal, stdout, stderr });
  } finally {
    await connection.close();
  }
}

/** What releaseAll works on. */
export interface ReleaseOptions {
  client: Client;
  classes: readonly ReleasableClass[];
  /** Where to look; empty for everywhere. */
  namespaces: readonly string[];
  signal: AbortSignal;
  stdout: TextOutput;
  stderr: TextOutput;
}

/**
 * Releases the objects of some classes, and says what it did with each.
 *
 * @returns 0, or 1 when an object could not be released
 */
export async function releaseAll(options: ReleaseOptions): Promise<number> {
  const { stdout, stderr, signal } = options;
  let seen = 0;
  let released = 0;
  let failed = 0;
  for (const type of options.classes) {
    for (const object of await objectsOf(type, options)) {
      if (signal.aborted) return 1;
      seen += 1;
      const name = `${type.KIND} ${objectKey(object.metadata.namespace, object.metadata.name)}`;
      try {
        const taken = await release(options.client, type, object);
        if (taken.length === 0) continue;
        released += 1;
        stdout.write(`${name}: took off ${taken.join(' and ')}\n`);
      } catch (error) {
        if (!OperatorError.is(error)) throw error;
        failed += 1;
        stderr.write(`${name}: ${messageOf(error)}\n`);
      }
    }
  }
  stdout.write(`released ${released} of ${seen} objects${failed > 0 ? `; ${failed} failed` : ''}\n`);
  return failed > 0 ? 1 : 0;
}

/** The finalizers that the SDK puts on objects of a class: the default one, and the one that it names. */
export function ownFinalizers(type: ReleasableClass): string[] {
  return [...new Set([`${type.PLURAL}.${type.GROUP}/finalizer`, type.FINALIZER].filter((name) => typeof name === 'string'))];
}

async function objectsOf(type: ReleasableClass, { client, namespaces, signal, stdout }: ReleaseOptions): Promise<StoredObject[]> {
  const places = type.SCOPE === 'Cluster' || namespaces.length === 0 ? [undefined] : namespaces;
  try {
    const lists = await Promise.all(places.map((namespace) => client.list({ class: type }, { namespace, signal })));
    return lists.flat();
  } catch (error) {
    if (!ApiError.is(error) || error.status !== 404) throw error;
    stdout.write(`${type.KIND}: the cluster does not serve ${type.PLURAL}.${type.GROUP}/${type.VERSION}\n`);
    return [];
  }
}

/** @returns the finalizers that were taken off */
async function release(client: Client, type: ReleasableClass, object: StoredObject): Promise<string[]> {
  const own = ownFinalizers(type);
  const taken = (object.metadata.finalizers ?? []).filter((name) => own.includes(name));
  if (taken.length === 0) return [];
  const { name, namespace } = object.metadata;
  const reference = { class: type, name, ...(namespace === undefined ? {} : { namespace }) };
  await changeFinalizers({ client, reference, object }, (finalizers) => finalizers.filter((each) => !own.includes(each)));
  return taken;
}
