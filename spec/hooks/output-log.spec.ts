import { expect } from 'chai';
import { OutputLog } from '../../lib/hooks/output-log.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('OutputLog', () => {
  let logger: RecordingLogger;
  let output: OutputLog;
  beforeEach(() => {
    logger = new RecordingLogger();
    output = new OutputLog(logger);
  });
  const print = (...chunks: (string | Buffer)[]) => {
    for (const chunk of chunks) output.take('stdout', Buffer.from(chunk));
    output.end();
    return logger.records.map(({ level, message, fields: { output: _, ...fields } }) => [level, message, fields]);
  };

  it('logs each line, however it came, with where it was printed', () => {
    output.take('stderr', Buffer.from('oh\n'));
    expect(print('one\ntw', 'o\r\n\nthree')).to.deep.equal([
      ['info', 'oh', {}],
      ['info', 'one', {}],
      ['info', 'two', {}],
      ['info', 'three', {}],
    ]);
    expect(logger.records.map(({ fields }) => fields.output)).to.deep.equal(['stderr', 'stdout', 'stdout', 'stdout']);
  });

  it('puts letters together that came in two pieces', () => {
    const bytes = Buffer.from('é\n');
    expect(print(bytes.subarray(0, 1), bytes.subarray(1))).to.deep.equal([['info', 'é', {}]]);
  });

  it('makes a record of a JSON object, on one line or several', () => {
    expect(print('{"level":"warning","msg":"low","time":"now","disk":"sda"}\n', '{\n  "a": 1\n}\n', 'plain\n')).to.deep.equal([
      ['warn', 'low', { hook_disk: 'sda' }],
      ['info', 'hook result', { hook_a: 1 }],
      ['info', 'plain', {}],
    ]);
  });

  it('drops nothing of what only begins as JSON', () => {
    expect(print('{ echo\nhello\n').map(([, message]) => message)).to.deep.equal(['{ echo', 'hello']);
    logger.records.length = 0;
    output = new OutputLog(logger);
    expect(print(`{\n${'x\n'.repeat(150)}`)).to.have.length(151);
  });

  it('keeps the end of standard error for the message of a failure', () => {
    output.take('stderr', Buffer.from(`${'x'.repeat(5000)}\nthe reason\n`));
    expect(output.error)
      .to.have.length(3999)
      .and.to.match(/the reason$/);
  });

  it('logs an endless line in pieces, and asks to be given more slowly once it has had too much', () => {
    expect(output.take('stdout', Buffer.alloc(25_000, 'x'))).to.equal(false);
    expect(logger.records.map(({ message }) => message.length)).to.deep.equal([10_000, 10_000]);
    expect(output.take('stdout', Buffer.alloc(1_000_000, 'y'))).to.equal(true);
    expect(output.take('stdout', Buffer.from('z\n'))).to.equal(true);
    output.end();
    const last = logger.records.at(-1);
    expect(last?.message).to.equal('the hook printed more than is logged');
    expect(last?.fields).to.deep.equal({ loggedCharacters: 1_000_000, lostCharacters: 25_002 });
  });
});
