import { expect } from 'chai';
import { HookMetrics } from '../../lib/hooks/hook-metrics.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

const set = (name: string, value: number, group: string, labels = {}) => ({ action: 'set', name, value, labels, group }) as const;
const add = (name: string, value: number, group: string) => ({ action: 'add', name, value, labels: {}, group }) as const;
const run = { hook: 'a.sh', binding: 'pods', queue: 'main' };

describe('HookMetrics', () => {
  let logger: RecordingLogger;
  let metrics: HookMetrics;
  beforeEach(() => {
    logger = new RecordingLogger();
    metrics = new HookMetrics(logger);
  });

  it("labels each metric with its hook, over the hook's own word for it", () => {
    metrics.apply('a.sh', [set('m', 1, 'a.sh', { hook: 'other', x: 'y' })]);
    expect(metrics.renderHooks()).to.equal('# TYPE m gauge\nm{hook="a.sh",x="y"} 1\n');
  });

  it('empties the groups that a run names, so that counters begin anew and what is not given again is gone', () => {
    metrics.apply('a.sh', [add('c', 2, 'a.sh'), set('gone', 1, 'a.sh'), set('kept', 1, 'other')]);
    metrics.apply('a.sh', [add('c', 3, 'a.sh')]);
    expect(metrics.renderHooks()).to.equal('# TYPE c counter\nc{hook="a.sh"} 3\n# TYPE kept gauge\nkept{hook="a.sh"} 1\n');
  });

  it('keeps everything when a run gives nothing, and drops a group that expires', () => {
    metrics.apply('a.sh', [set('m', 1, 'g')]);
    metrics.apply('a.sh', []);
    expect(metrics.renderHooks()).to.include('m{');
    metrics.apply('b.sh', [{ action: 'expire', group: 'g' }]);
    expect(metrics.renderHooks()).to.equal('');
  });

  it('says that a metric has another type already', () => {
    metrics.apply('a.sh', [set('m', 1, 'g'), { action: 'observe', name: 'm', value: 1, labels: {}, group: 'x', buckets: [1] }]);
    expect(logger.messages('error')).to.deep.equal(['a metric has another type already, and this one is lost']);
  });

  it('counts runs, failures, waits, queues, objects and reloads', () => {
    metrics.ran(run, 0.03, 'success');
    metrics.ran(run, 1, 'errors');
    metrics.waited(run, 2);
    metrics.queueLength('main', 7);
    metrics.snapshotObjects(run, 5);
    metrics.reloaded('a.sh', false);
    const text = metrics.renderOwn();
    const labels = '{binding="pods",hook="a.sh",queue="main"}';
    for (const line of [
      `shell_operator_hook_run_success_total${labels} 1`,
      `shell_operator_hook_run_errors_total${labels} 1`,
      `shell_operator_hook_run_seconds_count${labels} 2`,
      `shell_operator_task_wait_in_queue_seconds_total${labels} 2`,
      'shell_operator_tasks_queue_length{queue="main"} 7',
      `shell_operator_kube_snapshot_objects${labels} 5`,
      'tskubeop_hook_file_valid{hook="a.sh"} 0',
      'tskubeop_hook_reload_errors_total{hook="a.sh"} 1',
    ]) {
      expect(text).to.include(`${line}\n`);
    }
  });

  it('forgets a hook that is no more', () => {
    metrics.apply('a.sh', [set('m', 1, 'g')]);
    metrics.ran(run, 1, 'success');
    metrics.forget('a.sh');
    expect(metrics.renderHooks() + metrics.renderOwn()).to.equal('');
  });
});
