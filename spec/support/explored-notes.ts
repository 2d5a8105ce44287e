/**
 * The small operator that specs of explorations are about: a Note becomes a ConfigMap of its name, and a word in its status.
 */
import { CRDBase } from '../../lib/resource/crd-base.ts';
import type { ExplorationScenario } from '../../lib/testing/exploration.ts';

/** See the file's comment. */
export class Note extends CRDBase<{ text: string }, { map?: string }> {
  static readonly GROUP = 'explored.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'notes';
  static readonly SINGULAR = 'note';
  static readonly KIND = 'Note';
  static readonly OWNS = [{ apiVersion: 'v1', kind: 'ConfigMap' }];

  async reconcile() {
    const { name } = this.metadata;
    const map = await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { text: this.spec.text } });
    this.status = { map: map.metadata.name };
  }
}

/** The same with a ConfigMap that has another name each time: who is called again leaves the first one behind. */
export class ForgetfulNote extends Note {
  override async reconcile() {
    if (this.status.map) return;
    const metadata = { generateName: `${this.metadata.name}-`, namespace: this.metadata.namespace as string };
    const map = await this.client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { text: this.spec.text } });
    this.status = { map: map.metadata.name };
  }
}

/** A Note that is written, and changed, in a namespace. */
export function notesIn(namespace: string): ExplorationScenario {
  return async ({ client, settled }) => {
    const kind = { apiVersion: 'explored.example.com/v1', kind: 'Note' };
    await client.create({ ...kind, metadata: { name: 'a', namespace }, spec: { text: 'one' } });
    await settled();
    await client.mergePatch({ ...kind, name: 'a', namespace }, { spec: { text: 'two' } });
    await settled();
  };
}

/** The same where there is only one. */
export const notes: ExplorationScenario = notesIn('default');
