/** Warnings of the server. */
import { expect } from 'chai';
import { ServerWarnings, warningTexts } from '../../lib/cluster/server-warnings.ts';
import { RecordingLogger } from './support/recording-logger.ts';

describe('warningTexts', () => {
  it('reads several from one header, quotes and commas inside included', () => {
    expect(warningTexts('299 - "a, b", 299 kube "say \\"c\\""')).to.deep.equal(['a, b', 'say "c"']);
    expect(warningTexts('nonsense')).to.deep.equal([]);
  });
});

describe('ServerWarnings', () => {
  it('logs each text once', () => {
    const logger = new RecordingLogger();
    const warnings = new ServerWarnings(logger);
    for (const header of [undefined, '299 - "a"', '299 - "a"', '299 - "b"']) warnings.note(header);
    expect(logger.records.map(({ fields }) => fields?.warning)).to.deep.equal(['a', 'b']);
  });

  it('remembers a bounded number of them', () => {
    const logger = new RecordingLogger();
    const warnings = new ServerWarnings(logger);
    for (let i = 0; i <= 500; i += 1) warnings.note(`299 - "${i}"`);
    warnings.note('299 - "500"');
    warnings.note('299 - "0"');
    expect(logger.records).to.have.length(502);
  });
});
