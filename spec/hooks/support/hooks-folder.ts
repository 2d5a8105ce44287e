/** A folder of hooks on disk, gone when the spec is over. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** See the file's comment. */
export class HooksFolder implements Disposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'hooks-spec-')));

  /** The folder that is given to the program. */
  get path(): string {
    return join(this.root, 'hooks');
  }

  constructor() {
    mkdirSync(this.path);
  }

  /** Writes a file; an executable one unless said otherwise. */
  write(name: string, text: string, mode = 0o755): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  /** Writes a shell hook: its configuration, and what it does. */
  shell(name: string, config: string | object, body = ''): string {
    const text = typeof config === 'string' ? config : JSON.stringify(config);
    return this.write(name, `#!/bin/sh\nif [ "$1" = --config ]; then cat <<'CONFIG'\n${text}\nCONFIG\nexit 0; fi\n${body}\n`);
  }

  remove(name: string): void {
    rmSync(join(this.path, name), { recursive: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A folder for each spec of the suite that it is called in. */
export function useHooksFolder(): { readonly folder: HooksFolder } {
  const holder: { folder: HooksFolder } = {} as never;
  beforeEach(() => {
    holder.folder = new HooksFolder();
  });
  afterEach(() => holder.folder[Symbol.dispose]());
  return holder;
}
