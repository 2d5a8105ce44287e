/**
 * A user's module, read for the classes that it exports. What Node says about a file that it cannot load becomes one line
 * with the remedy.
 */
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, OperatorError, UsageError } from '../base/errors.ts';
import type { KindDeclaration } from '../schema/kind-declaration.ts';

/** A class of the user's, as exported. */
export type ExportedClass = KindDeclaration & (abstract new (...parameters: never[]) => object);

/** Loads a module by its URL. */
export type ModuleLoader = (url: string) => Promise<Record<string, unknown>>;

/** How modules are read. */
export interface ClassModuleOptions {
  /** Wraps the import, so that a `run()` during it can be refused. @default the plain import */
  readonly load?: ModuleLoader;
}

const STATICS = ['GROUP', 'VERSION', 'PLURAL', 'KIND'] as const;

/**
 * The classes with GROUP, VERSION, PLURAL and KIND that a module exports, each once.
 *
 * @throws UsageError there is no such file, Node cannot load it, or it exports no such class
 */
export async function exportedClasses(file: string, options: ClassModuleOptions = {}): Promise<ExportedClass[]> {
  const module = await moduleOf(file, options);
  const classes = [...new Set(candidates(module).filter(isKindClass))];
  if (classes.length > 0) return classes;
  const names = Object.keys(module);
  const exported = names.length > 0 ? `it exports ${names.join(', ')}` : 'it exports nothing';
  throw new UsageError(`${file} exports no class with the statics GROUP, VERSION, PLURAL and KIND: ${exported}`);
}

/** The name of the KubernetesOperator subclass that a module exports; undefined when it exports none. */
export async function exportedOperatorName(file: string, options: ClassModuleOptions = {}): Promise<string | undefined> {
  const module = await moduleOf(file, options);
  const operator = candidates(module).find((value) => typeof value === 'function' && isOperatorClass(value));
  return (operator as { name: string } | undefined)?.name;
}

function isOperatorClass(value: object): boolean {
  const { prototype } = value as { prototype?: { run?: unknown; start?: unknown } };
  return typeof prototype?.run === 'function' && typeof prototype.start === 'function';
}

async function moduleOf(file: string, options: ClassModuleOptions): Promise<Record<string, unknown>> {
  const load = options.load ?? importModule;
  const path = resolve(file);
  try {
    return await load(pathToFileURL(path).href);
  } catch (error) {
    throw loadFailure(file, path, error);
  }
}

async function importModule(url: string): Promise<Record<string, unknown>> {
  return (await import(url)) as Record<string, unknown>;
}

/** The exports; of a CommonJS module also the properties of its only one. */
function candidates(module: Record<string, unknown>): unknown[] {
  const { default: whole } = module;
  return [...Object.values(module), ...(typeof whole === 'object' && whole !== null ? Object.values(whole) : [])];
}

function isKindClass(value: unknown): value is ExportedClass {
  if (typeof value !== 'function') return false;
  return STATICS.every((name) => typeof (value as unknown as Record<string, unknown>)[name] === 'string');
}

/** What to do about what Node says of a file. */
const REMEDIES: Readonly<Record<string, (file: string) => string>> = {
  ERR_UNKNOWN_FILE_EXTENSION: (file) =>
    extname(file) === '.tsx'
      ? 'Node does not run .tsx files: put the class into a .ts file'
      : `this Node (${process.version}) does not run ${extname(file) || 'such'} files: use Node 22.19 or later, or compile it and give the .js file`,
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: () =>
    'Node only strips types: enums, namespaces with values, parameter properties and import = need to be compiled ("erasableSyntaxOnly": true in tsconfig.json finds them)',
  ERR_INVALID_TYPESCRIPT_SYNTAX: () => 'it is not valid TypeScript',
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING: () =>
    'Node runs no TypeScript from node_modules: give a file of your own, or its compiled .js',
  ERR_REQUIRE_ASYNC_MODULE: () => 'it is loaded by require and has a top-level await: make it a module ("type": "module" in package.json)',
};

function loadFailure(file: string, path: string, error: unknown): unknown {
  if (OperatorError.is(error)) return error;
  const { code } = error as { code?: unknown };
  const message = firstLine(messageOf(error));
  if (code === 'ERR_MODULE_NOT_FOUND' && isEntryPoint(error, path)) return new UsageError(`${file}: there is no such file`);
  if (code === 'ERR_UNSUPPORTED_DIR_IMPORT' || code === 'EISDIR') return new UsageError(`${file} is a folder: give the files in it`);
  const remedy = typeof code === 'string' && Object.hasOwn(REMEDIES, code) ? REMEDIES[code]?.(file) : syntaxRemedy(error, message);
  return new UsageError(`${file} cannot be loaded: ${remedy ? `${remedy} (${message})` : message}`, { cause: error });
}

function isEntryPoint(error: unknown, path: string): boolean {
  const { url } = error as { url?: unknown };
  return url === pathToFileURL(path).href;
}

/** A module that Node takes for CommonJS fails at its first import or export. */
function syntaxRemedy(error: unknown, message: string): string | undefined {
  if (!(error instanceof SyntaxError) && !(error instanceof ReferenceError)) return undefined;
  const looksLikeModule =
    /import statement outside a module|Unexpected token 'export'|(require|module|exports) is not defined in ES module/.test(message);
  return looksLikeModule ? 'set "type": "module" in package.json and write it with import and export' : undefined;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
