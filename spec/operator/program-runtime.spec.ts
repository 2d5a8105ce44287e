import { expect } from 'chai';
import { ENOUGH_YOUNG_BYTES, keepCompiledModules, limitYoungGeneration, type ProgramRuntime } from '../../lib/operator/program-runtime.ts';

describe('limitYoungGeneration', () => {
  let flags: string[];
  let listeners: Set<() => void>;
  let bytes: number;
  beforeEach(() => {
    flags = [];
    listeners = new Set();
    bytes = 0;
  });

  const runtime = (options = ''): Omit<ProgramRuntime, 'enableCompileCache'> => ({
    options,
    youngBytes: () => bytes,
    onCollected: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setFlag: (flag) => flags.push(flag),
  });
  const collect = () => {
    for (const listener of listeners) listener();
  };

  it('lets it grow to a size, and no further', () => {
    limitYoungGeneration(runtime());
    bytes = ENOUGH_YOUNG_BYTES - 1;
    collect();
    expect(flags).to.deep.equal([]);
    bytes = ENOUGH_YOUNG_BYTES;
    collect();
    expect(flags).to.deep.equal(['--semi-space-growth-factor=1']);
    expect(listeners.size).to.equal(0);
  });

  it('leaves it to whoever has set its size', () => {
    limitYoungGeneration(runtime('--enable-source-maps --max-semi-space-size=64'));
    limitYoungGeneration(runtime('--min_semi_space_size=16'));
    expect(listeners.size).to.equal(0);
  });
});

describe('keepCompiledModules', () => {
  it('lets Node.js keep them', () => {
    let times = 0;
    keepCompiledModules({
      enableCompileCache: () => {
        times += 1;
      },
    });
    expect(times).to.equal(1);
  });
});
