/**
 * A report of what packages' entries export, from the declarations (.d.ts) that the compiler makes: text in, text out. It counts on
 * the compiler's form: statements begin at the first column, comments have lines of their own.
 */
import { posix } from 'node:path';

/** An entry of the package. */
export interface ApiEntry {
  readonly name: string;
  /** Its declarations. */
  readonly file: string;
}

/** Where a name is declared: a file of ours, or a package's. */
interface Place {
  readonly file: string;
  /** Its name there. */
  readonly name: string;
}

interface Declarations {
  /** The statements without comments, by what they declare; overloads together. */
  readonly own: ReadonlyMap<string, string>;
  /** What is imported, or exported again, by the name it has here. */
  readonly others: ReadonlyMap<string, Place>;
  /** The names that it exports from elsewhere. */
  readonly passedOn: readonly string[];
}

const NEW_STATEMENT = /^(?=(?:export|import|declare|type|interface|class|const|function)\b)/m;

const DECLARED = /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type|const|let|function) (\w+)/;

/** A member that isn't for users, and would drag in what the class is made of. */
const INTERNAL_MEMBER = /^ {4}(?:#private;|private .*|constructor\((?:options|call): \w+\);)\n/gm;

const CONSTRUCTOR = /^ {4}constructor\(.*\);\n/gm;

/** The report as Markdown: the same for the same declarations. */
export function apiReport(entries: readonly ApiEntry[], texts: ReadonlyMap<string, string>): string {
  const files = new Map([...texts].map(([file, text]) => [file, declarationsOf(file, text)]));
  const sections = entries.map(({ name, file }) => {
    const entry = files.get(file);
    if (!entry) throw new Error(`${file} has not been made`);
    const names = [...entry.passedOn, ...entry.own.keys()].sort();
    return { title: name, declarations: names.map((each) => resolved({ file, name: each }, files)) };
  });
  const exported = sections.flatMap(({ declarations }) => declarations);
  const inner = innerDeclarations(exported, files);
  const all = [
    ...sections,
    { title: 'What these are made of', declarations: inner.sort((one, other) => (one.name < other.name ? -1 : 1)) },
  ];
  const isExported = (place: Place) => exported.some((each) => keyOf(each) === keyOf(place));
  const textOf = (place: Place) => declarationOf(place, files, isExported(place)) ?? `export { ${place.name} } from '${place.file}';\n`;
  return [INTRODUCTION, ...all.map(({ title, declarations }) => sectionText(title, declarations.map(textOf)))].join('\n');
}

const INTRODUCTION =
  '# API report\n\nWritten by `npm run api-report`; a spec compares it with the code. What changes here changes for users: docs/versioning.md.\n';

function sectionText(title: string, declarations: readonly string[]): string {
  return `## ${title}\n\n\`\`\`ts\n${declarations.join('\n')}\`\`\`\n`;
}

/** The text of a declaration; only classes that are exported are made by users. Undefined for a package's. */
function declarationOf({ file, name }: Place, files: ReadonlyMap<string, Declarations>, isExported: boolean): string | undefined {
  const text = files.get(file)?.own.get(name);
  return isExported ? text : text?.replaceAll(CONSTRUCTOR, '');
}

/** All that can be come to from what is exported, beside that itself. */
function innerDeclarations(exported: readonly Place[], files: ReadonlyMap<string, Declarations>): Place[] {
  const found = new Map(exported.map((place) => [keyOf(place), place]));
  const shown = new Set(found.keys());
  // A map that grows while it is walked: each is looked at once.
  for (const [key, place] of found) {
    const here = files.get(place.file);
    for (const [word] of (declarationOf(place, files, shown.has(key)) ?? '').matchAll(/\b[A-Za-z_]\w*\b/g)) {
      if (!here?.own.has(word) && !here?.others.has(word)) continue;
      const next = resolved({ file: place.file, name: word }, files);
      if (files.has(next.file)) found.set(keyOf(next), next);
    }
  }
  return [...found].filter(([key]) => !shown.has(key)).map(([, place]) => place);
}

/** Where a name is really declared. */
function resolved(place: Place, files: ReadonlyMap<string, Declarations>): Place {
  const here = files.get(place.file);
  const next = here?.own.has(place.name) ? undefined : here?.others.get(place.name);
  return next ? resolved(next, files) : place;
}

function keyOf({ file, name }: Place): string {
  return `${file} ${name}`;
}

function declarationsOf(file: string, text: string): Declarations {
  const own = new Map<string, string>();
  const others = new Map<string, Place>();
  const passedOn: string[] = [];
  for (const statement of text.replaceAll(/^[ \t]*\/\*\*.*?\*\/\n/gms, '').split(NEW_STATEMENT)) {
    const list = /^(import|export) (?:type )?\{([^}]*)\}(?: from ['"](.*)['"])?;/.exec(statement);
    if (list) {
      const [, word, names = '', from] = list;
      for (const [name, original] of namesOf(names)) {
        if (from !== undefined) others.set(name, { file: pathOf(file, from), name: original });
        if (word === 'export') passedOn.push(name);
      }
    }
    const name = DECLARED.exec(statement)?.[1];
    if (name !== undefined) own.set(name, (own.get(name) ?? '') + statement.replaceAll(INTERNAL_MEMBER, ''));
  }
  return { own, others, passedOn: passedOn.filter((name) => !own.has(name)) };
}

/** `A, type B, C as D`: each name with its original. */
function namesOf(list: string): [name: string, original: string][] {
  const parts = list.split(',').map((part) => part.trim().replace(/^type /, ''));
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [original = '', name = original] = part.split(' as ');
      return [name, original];
    });
}

/** A file of ours from another's point of view; a package's stays what it is. */
function pathOf(from: string, path: string): string {
  if (!path.startsWith('.')) return path;
  return posix.join(posix.dirname(from), path.replace(/(?:\.d)?\.[tj]s$/, '.d.ts'));
}
