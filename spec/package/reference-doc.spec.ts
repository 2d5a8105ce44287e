/**
 * docs/reference.md and the code know the same log fields, labels and annotations, status keys, and flags of commands.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { commandHelp } from '../../lib/cli/command-arguments.ts';
import { COMMANDS } from '../../lib/cli/commands.ts';
import { objectFields } from '../../lib/controller/controller-context.ts';
import { SDK_STATUS_KEYS } from '../../lib/resource/status-keys.ts';
import { loggedFields } from '../support/logged-fields.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs/reference.md'), 'utf8');
const sources = globSync('lib/**/*.ts', { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !/^lib\/(embedded|testing)\//.test(file))
  .map((file) => readFileSync(join(root, file), 'utf8'));

/** The rows of the table under a heading, cells without backquotes. */
function rowsUnder(heading: string): string[][] {
  const section = new RegExp(`^## ${heading}\\n(.*?)(?=^## |$(?![^]))`, 'ms').exec(page)?.[1] ?? '';
  return [...section.matchAll(/^\| (`.*) \|$/gm)].map(([, row = '']) =>
    row.split(/(?<!\\) \| /).map((cell) => cell.replaceAll('`', '').replaceAll('\\|', '|').trim()),
  );
}

const firstCells = (heading: string) => rowsUnder(heading).flatMap(([cell = '']) => cell.split(', '));

describe('docs/reference.md', () => {
  it('lists every field of the log, and no other', () => {
    const metadata = { name: 'a', namespace: 'b', uid: 'c', resourceVersion: '1', generation: 1, creationTimestamp: '' };
    const ofObjects = Object.keys(objectFields({ apiVersion: 'v1', kind: 'Pod', metadata }));
    const known = new Set(['time', 'level', 'message', ...ofObjects, ...sources.flatMap(loggedFields)]);
    expect(known).to.include.all.keys('reconcileId', 'handler', 'hook', 'lease', 'uid');
    expect(firstCells('Log fields').sort()).to.deep.equal([...known].sort());
  });

  it('says what each field is', () => {
    const rows = rowsUnder('Log fields');
    for (const [name = '', meaning = ''] of rows) expect(meaning.length, name).to.be.greaterThan(5);
    expect(rows).to.have.lengthOf.above(20);
  });

  it('lists every label and annotation that the SDK writes to objects', () => {
    const written = sources.flatMap((text) =>
      [...text.matchAll(/(?:_LABEL|_ANNOTATION) = (?:`\$\{OWN_PREFIX\}|'tskubeop\/|'(?=[\w.]+\/))([\w./-]+)[`']/g)].map(([, name = '']) =>
        name.includes('/') ? name : `tskubeop/${name}`,
      ),
    );
    expect(written).to.include.members(['tskubeop/handled', 'tskubeop/applied', 'applyset.kubernetes.io/part-of']);
    expect(firstCells('Labels and annotations').sort()).to.deep.equal(written.sort());
  });

  it('lists the keys of the status that are the SDK’s', () => {
    expect(firstCells('Status keys').sort()).to.deep.equal([...SDK_STATUS_KEYS, 'conditions'].sort());
  });

  it('lists every flag of every command with what its help says', () => {
    const told = COMMANDS.flatMap((command) =>
      [...commandHelp(command).matchAll(/^ +(?:-\w, )?(--[\w-]+) {2,}(.*?) {2,}\[/gm)]
        .filter(([, flag]) => flag !== '--help')
        .map(([, flag = '', meaning = '']) => [`tskubeop ${command.name}`, flag, meaning]),
    );
    expect(told.map(([, flag]) => flag)).to.include.members(['--port', '--output', '--hooks-dir', '--json']);
    expect(rowsUnder('Flags of the commands')).to.deep.equal(told);
  });
});
