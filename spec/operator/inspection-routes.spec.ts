import { expect } from 'chai';
import { CallHistory } from '../../lib/controller/call-history.ts';
import { HttpRoutes } from '../../lib/face/http-routes.ts';
import { addInspectionRoutes, explainObject, type InspectionRoutesOptions } from '../../lib/operator/inspection-routes.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

class Handled extends Widget {
  static readonly SHORT_NAMES = ['wd'];
  ensureCreated() {}
}

describe('the inspection routes', () => {
  let run: ControllerRun;
  let options: InspectionRoutesOptions;
  beforeEach(() => {
    const redact = (message: string) => message;
    let history: CallHistory | undefined;
    run = new ControllerRun(Handled, {
      observe: (clock) => {
        history = new CallHistory({ clock, redact });
        return history;
      },
    });
    const classes = [{ type: Handled as CRDClass, controller: run.controller, history: history as CallHistory }];
    options = { name: 'widget-operator', clock: run.clock, classes, redact };
  });
  afterEach(() => run.stop());

  async function get(path: string, query = ''): Promise<[number | undefined, Record<string, unknown>]> {
    const routes = new HttpRoutes();
    addInspectionRoutes(routes, options);
    const found = routes.find('GET', path);
    if (found.kind !== 'found') throw new Error(found.kind);
    const body = async () => Buffer.alloc(0);
    const answer = await found.handler({ method: 'GET', path, rest: '', query: new URLSearchParams(query), headers: {}, body });
    return [answer.status, JSON.parse(String(answer.body)) as Record<string, unknown>];
  }

  it('say who answers', async () => {
    const [status, body] = await get('/');
    expect(status).to.equal(200);
    expect(body)
      .to.include({ name: 'widget-operator', pid: process.pid })
      .and.deep.include({ kinds: ['Widget'] });
  });

  it('explain an object by any of the names of its kind, with or without namespace', async () => {
    await run.add('a');
    for (const kind of ['Widget', 'widgets', 'wd', 'WIDGET.bench.example.com'])
      for (const name of ['team/a', 'a']) {
        const [status, body] = await get('/explain', `kind=${kind}&name=${encodeURIComponent(name)}`);
        expect([status, body.state, body.namespace], `${kind} ${name}`).to.deep.equal([200, 'settled', 'team']);
        expect(body.operator).to.deep.equal({ name: 'widget-operator', pid: process.pid });
      }
  });

  it('show nothing of spec, labels and annotations', async () => {
    await run.add('a', { spec: { password: 'hunter2' }, metadata: { labels: { key: 'hunter2' }, annotations: { key: 'hunter2' } } });
    expect(JSON.stringify(explainObject('Widget', 'team/a', options))).to.not.contain('hunter2');
  });

  it('refuse what they can’t answer, and say why', async () => {
    await run.add('a');
    await run.add('a', { metadata: { namespace: 'other' } });
    expect(await get('/explain')).to.deep.equal([
      400,
      { code: 'BAD_QUESTION', error: 'give kind and name, such as ?kind=Printer&name=team-a/my-printer' },
    ]);
    expect(await get('/explain', 'kind=Pod&name=a')).to.deep.equal([
      404,
      { code: 'NO_KIND', error: 'widget-operator handles no Pod; it handles Widget' },
    ]);
    expect((await get('/explain', 'kind=wd&name=a'))[1].error).to.equal('several are called a: team/a, other/a');
    expect((await get('/explain', 'kind=wd&name=b'))[1].error).to.contain('give its namespace too: NAMESPACE/b');
  });
});
