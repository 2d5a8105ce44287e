import { expect } from 'chai';
import type { LogFields, Logger } from '../../lib/base/logger.ts';
import { ObjectLogger } from '../../lib/controller/object-logger.ts';
import { aWidget } from '../support/a-widget.ts';

describe('ObjectLogger', () => {
  function recorder(records: unknown[], fields: LogFields = {}): Logger {
    const at = (level: string) => (message: string, more?: LogFields) => void records.push({ level, message, ...fields, ...more });
    const child = (more: LogFields) => {
      records.push('child');
      return recorder(records, { ...fields, ...more });
    };
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child };
  }

  const { namespace, name, uid, generation } = aWidget().metadata;
  const call = { object: aWidget(), attempt: 2, reconcileId: 'r-1' };
  const named = {
    kind: 'Widget',
    namespace,
    name,
    uid,
    ...(generation === undefined ? {} : { generation }),
    attempt: 2,
    reconcileId: 'r-1',
  };

  it('makes nothing until something is logged, and its logger once', () => {
    const records: unknown[] = [];
    const logger = new ObjectLogger(recorder(records), call);
    expect(records).to.deep.equal([]);
    logger.debug('a');
    logger.info('b', { more: 1 });
    logger.warn('c');
    logger.error('d');
    expect(records).to.deep.equal([
      'child',
      { level: 'debug', message: 'a', ...named },
      { level: 'info', message: 'b', ...named, more: 1 },
      { level: 'warn', message: 'c', ...named },
      { level: 'error', message: 'd', ...named },
    ]);
  });

  it('gives its fields to its children', () => {
    const records: unknown[] = [];
    new ObjectLogger(recorder(records), call).child({ step: 1 }).info('a');
    expect(records.at(-1)).to.deep.equal({ level: 'info', message: 'a', ...named, step: 1 });
  });
});
