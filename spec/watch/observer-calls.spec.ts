import { expect } from 'chai';
import { ObserverCalls } from '../../lib/watch/observer-calls.ts';
import type { ReflectorObserver } from '../../lib/watch/reflector-observer.ts';
import { aWidgetText } from '../support/a-widget.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('ObserverCalls', () => {
  function callAll(observer: ReflectorObserver): RecordingLogger {
    const logger = new RecordingLogger();
    const calls = new ObserverCalls(observer, logger);
    calls.listStarted();
    calls.upserted(aWidgetText(), 'list');
    calls.deleted(aWidgetText());
    calls.listEnded('5');
    calls.listAbandoned();
    calls.bookmark('6');
    calls.stateChanged('idle', 'listing', 'start');
    return logger;
  }

  it('passes every call on', () => {
    const seen: unknown[][] = [];
    const observer: ReflectorObserver = {
      listStarted: () => seen.push(['listStarted']),
      upserted: (object, source) => seen.push(['upserted', object.key, source]),
      deleted: (object) => seen.push(['deleted', object.key]),
      listEnded: (version) => seen.push(['listEnded', version]),
      listAbandoned: () => seen.push(['listAbandoned']),
      bookmark: (version) => seen.push(['bookmark', version]),
      stateChanged: (...change) => seen.push(['stateChanged', ...change]),
    };
    expect(callAll(observer).records).to.deep.equal([]);
    expect(seen).to.deep.equal([
      ['listStarted'],
      ['upserted', 'team/a', 'list'],
      ['deleted', 'team/a'],
      ['listEnded', '5'],
      ['listAbandoned'],
      ['bookmark', '6'],
      ['stateChanged', 'idle', 'listing', 'start'],
    ]);
  });

  it('logs what an observer throws, and names the object', () => {
    const boom = () => {
      throw new Error('boom');
    };
    const { records } = callAll({
      listStarted: boom,
      upserted: boom,
      deleted: boom,
      listEnded: boom,
      listAbandoned: boom,
      bookmark: boom,
      stateChanged: boom,
    });
    expect(records.map(({ fields }) => fields.method)).to.deep.equal([
      'listStarted',
      'upserted',
      'deleted',
      'listEnded',
      'listAbandoned',
      'bookmark',
      'stateChanged',
    ]);
    expect(records[1]?.fields).to.deep.include({ object: 'team/a', error: 'boom' });
  });
});
