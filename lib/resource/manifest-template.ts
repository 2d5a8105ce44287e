/**
 * Manifests as YAML with placeholders, `${name}`. The YAML is parsed first and values are put into its scalars afterwards, so
 * that no value can change the structure. Whatever doesn't fit, a name that nobody gives, a value that nobody uses, is an error
 * with file and line. Pure.
 */
import type * as Yaml from 'yaml';
import { describeValue, TemplateError } from '../base/errors.ts';
import { KUBERNETES_YAML } from '../base/kubernetes-yaml.ts';
import { isJsonObject } from '../base/merge-patch.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { JsonValue, UntypedObject } from '../base/object-meta.ts';
import { requireYaml } from '../base/yaml-library.ts';

/** The values of a template's placeholders. */
export interface ManifestValues {
  readonly [name: string]: unknown;
}

/** `${name}`, and `$${`, which stands for `${` itself. */
const PLACEHOLDER = /\$\$\{|\$\{([^}]*)\}?/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** The scalars that placeholders were found in, each with its line. */
interface Found {
  readonly name: string;
  readonly line: number;
}

/** See the file's comment. */
export class ManifestTemplate {
  readonly #file: string;
  /** Got once: finding the library again costs more than a small template. */
  readonly #visit: typeof Yaml.visit;
  readonly #documents: readonly Yaml.Document[];
  readonly #lines: Yaml.LineCounter;
  readonly #found: readonly Found[];

  /** @throws TemplateError it is no YAML, or a placeholder stands where none may */
  constructor(text: string, file: string) {
    const { LineCounter, parseAllDocuments, visit } = requireYaml();
    this.#file = file;
    this.#visit = visit;
    this.#lines = new LineCounter();
    const documents = parseAllDocuments(text, { ...KUBERNETES_YAML, lineCounter: this.#lines, prettyErrors: false });
    this.#documents = Array.isArray(documents) ? documents : [];
    for (const { errors } of this.#documents) {
      const [problem] = errors;
      if (problem) throw this.#error(this.#lines.linePos(problem.pos[0]).line, problem.message);
    }
    this.#found = this.#documents.flatMap((document) => this.#placeholdersOf(document));
  }

  /**
   * The objects with values in the places of their names.
   *
   * @throws TemplateError a name without value, a value without place, or what is no Kubernetes object
   */
  render(values: ManifestValues): UntypedObject[] {
    this.#checkNames(values);
    return this.#documents.flatMap((document) => {
      const copy = document.clone();
      this.#visit(copy, { Scalar: (_key, node) => this.#fill(node, values) });
      const line = this.#lineOf(document.contents);
      let content: unknown;
      try {
        content = copy.toJS();
      } catch (error) {
        throw this.#error(line, (error as Error).message);
      }
      return this.#objectsOf(content, line);
    });
  }

  #placeholdersOf(document: Yaml.Document): Found[] {
    const found: Found[] = [];
    this.#visit(document, {
      Scalar: (key, node) => {
        const line = this.#lineOf(node);
        for (const { name } of placeholdersIn(node.value, (problem) => this.#error(line, problem))) {
          if (key === 'key') throw this.#error(line, `\${${name}} in a key: only values may have placeholders`);
          found.push({ name, line });
        }
      },
    });
    return found;
  }

  #checkNames(values: ManifestValues): void {
    const given = Object.keys(values);
    for (const { name, line } of this.#found) {
      if (!Object.hasOwn(values, name)) {
        const hint = `${didYouMean(name, given)} (the text \${${name}} itself is written $\${${name}})`;
        throw this.#error(line, `no value is given for \${${name}}${hint}`);
      }
      const problem = problemOf(values[name]);
      if (problem !== undefined) throw this.#error(line, `the value of \${${name}} ${problem}`);
    }
    const used = new Set(this.#found.map(({ name }) => name));
    const unused = given.find((name) => !used.has(name));
    if (unused === undefined) return;
    throw new TemplateError(`${this.#file}: there is no placeholder for the value ${unused}${didYouMean(unused, used)}`);
  }

  #fill(node: Yaml.Scalar, values: ManifestValues): void {
    const text = node.value;
    if (typeof text !== 'string' || !text.includes('${')) return;
    const [only] = placeholdersIn(text, (problem) => this.#error(this.#lineOf(node), problem));
    // What is quoted is meant as text.
    if (only && node.type === 'PLAIN' && text === `\${${only.name}}`) {
      node.value = JSON.parse(JSON.stringify(values[only.name]));
      return;
    }
    node.value = text.replace(PLACEHOLDER, (whole, name: string | undefined) => {
      if (name === undefined) return whole.slice(1);
      const value = values[name];
      if (typeof value !== 'object') return String(value);
      throw this.#error(
        this.#lineOf(node),
        `the value of \${${name}} is no text: it can only stand alone and unquoted, not ${describeValue(value)} within a text`,
      );
    });
  }

  /** One object, those of a List, or none for an empty document. */
  #objectsOf(content: unknown, line: number): UntypedObject[] {
    if (content === null || content === undefined) return [];
    if (!isJsonObject(content)) throw this.#error(line, 'not a Kubernetes object');
    const { apiVersion, kind, items, metadata } = content;
    for (const [key, value] of Object.entries({ apiVersion, kind })) {
      if (typeof value !== 'string' || value === '') throw this.#error(line, `not a Kubernetes object: it has no ${key}`);
    }
    if (kind === 'List' && Array.isArray(items)) return items.flatMap((item) => this.#objectsOf(item, line));
    if (!isJsonObject(metadata) || typeof metadata.name !== 'string' || metadata.name === '')
      throw this.#error(line, `${kind} without metadata.name`);
    return [content as UntypedObject];
  }

  #lineOf(node: { range?: Yaml.Range | null | undefined } | null): number {
    return this.#lines.linePos(node?.range?.[0] ?? 0).line;
  }

  #error(line: number, problem: string): TemplateError {
    return new TemplateError(`${this.#file}:${line}: ${problem}`);
  }
}

function placeholdersIn(text: unknown, errorOf: (problem: string) => TemplateError): { name: string }[] {
  if (typeof text !== 'string') return [];
  const found: { name: string }[] = [];
  for (const [whole, name] of text.matchAll(PLACEHOLDER)) {
    if (name === undefined) continue;
    if (!NAME.test(name) || !whole.endsWith('}'))
      throw errorOf(`${describeValue(whole)} is no placeholder: it is \${name}, and $\${ stands for \${ itself`);
    found.push({ name });
  }
  return found;
}

/** What keeps a value from being JSON; undefined when it is. */
function problemOf(value: unknown): string | undefined {
  if (value === undefined) return 'is undefined: give one, or null';
  return isJson(value) ? undefined : `is no JSON value: ${describeValue(value)}`;
}

function isJson(value: unknown): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) && Object.values(value).every((inner) => inner === undefined || isJson(inner))
  );
}
