import { expect } from 'chai';
import { z } from 'zod';
import { type Change, CRDBase, type Daemons, InvalidSpecError, PermanentError, TemporaryError, type Timers } from '../../lib/index.ts';
import { callHandler } from '../../lib/testing/call-handler.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const BackupSpec = z.object({ size: z.number().int().min(1), prefix: z.string().default('backup') });

class Backup extends CRDBase<z.infer<typeof BackupSpec>, { volume?: string }, { region: string }> {
  static readonly GROUP = 'spec.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'backups';
  static readonly SINGULAR = 'backup';
  static readonly KIND = 'Backup';
  static readonly SPEC = BackupSpec;
  static readonly OWNS = [{ apiVersion: 'v1', kind: 'ConfigMap' }];

  async ensureCreated() {
    const name = `${this.spec.prefix}-${this.metadata.name}`;
    const volume = await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { region: this.args.region } });
    this.status = { state: 'made', volume: volume.metadata.name };
    await this.event('Normal', 'Made', `made ${name}`);
    this.requeueAfter(60);
  }

  async ensureModified() {
    if (this.spec.size > 10) throw new PermanentError('too large');
    throw new TemporaryError('later', { delaySeconds: 5 });
  }

  async ensureDeleted() {
    for (const child of this.children()) await this.delete(child);
  }

  childChanged(child: { metadata: { name: string } }, type: string) {
    this.status = { volume: `${type} ${child.metadata.name}` };
  }
}

const call = (handler: Parameters<typeof callHandler>[1], spec: object, options = {}) =>
  callHandler(Backup, handler, { spec }, { args: { region: 'north' }, ...options });

describe('callHandler', () => {
  it('looks up among the objects that are there', async () => {
    class Indexed extends Backup {
      static readonly INDEXES = { byPrefix: (backup: Indexed) => backup.spec.prefix };
      override async ensureModified() {
        this.status = {
          volume: this.lookup(Indexed, 'byPrefix', 'x')
            .map(({ metadata }) => metadata.name)
            .join(),
        };
      }
    }
    const other = { apiVersion: 'spec.example.com/v1', kind: 'Backup', metadata: { name: 'other' }, spec: { size: 1, prefix: 'x' } };
    const { status } = await callHandler(Indexed, 'ensureModified', { spec: { size: 1, prefix: 'y' } }, { existing: [other] });
    expect(status.volume).to.equal('other');
  });

  it('calls a method of ON_FIELD as for a change of its field', async () => {
    const seen: unknown[] = [];
    class Sized extends Backup {
      static readonly ON_FIELD = { resized: 'spec.size' };
      resized({ reason, diff }: Change<this>) {
        seen.push(reason, diff);
      }
    }
    await callHandler(Sized, 'resized', { spec: { size: 2 } }, { old: { spec: { size: 1 } } });
    expect(seen).to.deep.equal(['modified', [{ op: 'change', path: [], old: 1, new: 2 }]]);
  });

  it('tells what the handler assigned, applied, posted and asked for', async () => {
    const result = await call('ensureCreated', { size: 1 });
    expect(result.error).to.equal(undefined);
    expect(result.status).to.deep.equal({ state: 'made', volume: 'backup-example' });
    expect(result.applied.map(({ kind, metadata, data }) => [kind, metadata.name, metadata.namespace, data])).to.deep.equal([
      ['ConfigMap', 'backup-example', 'default', { region: 'north' }],
    ]);
    expect(result.applied[0]?.metadata.ownerReferences?.[0]).to.include({
      apiVersion: 'spec.example.com/v1',
      kind: 'Backup',
      name: 'example',
    });
    expect(result.events).to.deep.equal([{ type: 'Normal', reason: 'Made', message: 'made backup-example' }]);
    expect(result.requeueAfterSeconds).to.equal(60);
  });

  it('shows the conditions that the handler set', async () => {
    class Gauge extends CRDBase {
      static readonly GROUP = 'demo.example.com';
      static readonly VERSION = 'v1';
      static readonly PLURAL = 'gauges';
      static readonly SINGULAR = 'gauge';
      static readonly KIND = 'Gauge';
      async reconcile() {
        this.setCondition({ type: 'Low', status: true, reason: 'BelowTen' });
        this.setCondition({ type: 'Gone', status: true, reason: 'Never' });
        this.removeCondition('Gone');
      }
    }
    const { status } = await callHandler(Gauge, 'reconcile', {}, { clock: new FakeClock() });
    expect(status.conditions).to.deep.equal([
      { type: 'Low', status: 'True', reason: 'BelowTen', message: '', lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: 1 },
    ]);
  });

  it('gives an error that the handler throws back', async () => {
    expect((await call('ensureModified', { size: 11 })).error).to.be.instanceOf(PermanentError);
    expect((await call('ensureModified', { size: 1 })).error).to.include({ delaySeconds: 5 });
  });

  it('calls no handler but ensureDeleted for a spec that SPEC refuses', async () => {
    const refused = await call('ensureCreated', { size: 0 });
    expect(refused.error).to.be.instanceOf(InvalidSpecError);
    expect(String(refused.error)).to.contain('spec.size');
    expect(refused.applied).to.deep.equal([]);
    expect((await call('ensureDeleted', { size: 0 })).error).to.equal(undefined);
  });

  it('finds the children among what exists, and tells what was deleted', async () => {
    const labels = { 'tskubeop/owner-uid': 'uid-of-backup' };
    const child = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine', namespace: 'default', labels } };
    const foreign = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'foreign', namespace: 'default' } };
    const object = { metadata: { uid: 'uid-of-backup' }, spec: { size: 1 } };
    const result = await callHandler(Backup, 'ensureDeleted', object, { existing: [child, foreign] });
    expect(result.deleted).to.deep.equal([{ apiVersion: 'v1', kind: 'ConfigMap', name: 'mine', namespace: 'default' }]);
  });

  it('shows childChanged the child and what happened to it', async () => {
    const child = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } };
    const result = await call('childChanged', { size: 1 }, { child, childEvent: 'DELETED' });
    expect(result.status).to.deep.equal({ volume: 'DELETED mine' });
  });

  it('refuses a handler that the class does not have, and a class that cannot work', async () => {
    const missing = await call('reconcile', { size: 1 }).catch((error: Error) => error.message);
    expect(missing).to.equal('class Backup has no reconcile');
  });

  it('ends a handler at its TIMEOUT_SECONDS, on the clock given', async () => {
    class Slow extends Backup {
      static readonly TIMEOUT_SECONDS = 3;
      override async ensureCreated() {
        await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve()));
      }
    }
    const clock = new FakeClock();
    const pending = callHandler(Slow, 'ensureCreated', { spec: { size: 1 } }, { clock });
    await clock.advance(3000);
    expect(String((await pending).error)).to.contain('3 s');
  });

  it('calls timers and daemons too; a daemon lives until the signal aborts', async () => {
    class Busy extends Backup {
      static readonly TIMERS = { poll: { intervalSeconds: 60 } } satisfies Timers<Busy>;
      static readonly DAEMONS = { follow: {} } satisfies Daemons<Busy>;
      async poll() {
        this.status = { volume: `polled with ${this.spec.prefix}` };
      }
      async follow(signal: AbortSignal) {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        this.status = { volume: 'followed' };
      }
    }
    expect((await callHandler(Busy, 'poll', { spec: { size: 1 } })).status).to.deep.equal({ volume: 'polled with backup' });
    const stop = new AbortController();
    const following = callHandler(Busy, 'follow', { spec: { size: 1 } }, { signal: stop.signal });
    stop.abort();
    expect((await following).error).to.equal(undefined);
    const ending = new AbortController();
    const ended = callHandler(Busy, 'follow', { spec: { size: 1 } }, { signal: ending.signal });
    await new Promise((resolve) => setImmediate(resolve));
    ending.abort();
    expect((await ended).status).to.deep.equal({ volume: 'followed' });
  });
});
