import { Writable } from 'node:stream';
import { expect } from 'chai';
import type { Clock } from '../../lib/base/clock.ts';
import { createWinstonLogger, type LogStream, type WinstonLoggerOptions } from '../../lib/base/winston-logger.ts';

class Lines extends Writable {
  text = '';
  isTTY?: boolean;
  hasColors?: () => boolean;
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function aLogger(options: Partial<WinstonLoggerOptions> = {}, stream: LogStream & { text: string } = new Lines()) {
  const clock = { now: () => 0 } as Clock;
  return { stream, logger: createWinstonLogger({ level: 'info', format: 'text', stream, clock, ...options }) };
}

describe('createWinstonLogger', () => {
  it('writes one line a record, from its level up', () => {
    const { stream, logger } = aLogger({ level: 'warn' });
    logger.debug('a');
    logger.info('b');
    logger.warn('c\nd', { text: 'e\nf' });
    logger.error('g');
    expect(stream.text).to.equal('1970-01-01T00:00:00.000Z WARN  c\\nd text="e\\nf"\n1970-01-01T00:00:00.000Z ERROR g\n');
  });

  it('adds the fields of its parents to each record', () => {
    const { stream, logger } = aLogger({ format: 'json' });
    const child = logger.child({ kind: 'Printer', attempt: 1 }).child({ name: 'one' });
    child.info('changed', { attempt: 2 });
    logger.info('other');
    expect(
      stream.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).to.deep.equal([
      { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'changed', kind: 'Printer', attempt: 2, name: 'one' },
      { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'other' },
    ]);
  });

  it('takes secrets out of message and fields', () => {
    const { stream, logger } = aLogger({ secrets: ['hunter2'] });
    logger.child({ token: 'x' }).info('with hunter2', { object: { kind: 'Secret', data: { a: 'b' } } });
    expect(stream.text).to.equal(
      '1970-01-01T00:00:00.000Z INFO  with [redacted] token="[redacted]" object={"kind":"Secret","data":"[redacted]"}\n',
    );
  });

  it('shows the stack of an error at debug alone', () => {
    for (const [level, stacks] of [
      ['info', false],
      ['debug', true],
    ] as const) {
      const { stream, logger } = aLogger({ level });
      logger.error('failed', { error: new Error('boom') });
      expect(stream.text).to.include('"message":"boom"');
      expect(stream.text.includes('"stack":')).to.equal(stacks);
      expect(stream.text.split('\n')).to.have.length(2);
    }
  });

  it('takes an error for the fields', () => {
    const { stream, logger } = aLogger();
    logger.error('failed', new Error('boom') as never);
    expect(stream.text).to.equal('1970-01-01T00:00:00.000Z ERROR failed error={"message":"boom"}\n');
  });

  it('has colours on a terminal that has them', () => {
    for (const [isTTY, hasColors, coloured] of [
      [true, true, true],
      [true, false, false],
      [false, true, false],
    ] as const) {
      const { stream, logger } = aLogger({}, Object.assign(new Lines(), { isTTY, hasColors: () => hasColors }));
      logger.info('x');
      expect(stream.text.includes('\u001b[36m')).to.equal(coloured);
    }
  });

  it('is two loggers when made twice', () => {
    const [left, right] = [aLogger({ level: 'error' }), aLogger({ level: 'debug' })];
    left.logger.debug('x');
    right.logger.debug('y');
    expect([left.stream.text, right.stream.text]).to.deep.equal(['', '1970-01-01T00:00:00.000Z DEBUG y\n']);
  });
});
