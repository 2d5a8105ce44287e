/**
 * How Kubernetes' own programs read YAML, which is older than what the library reads by itself: `yes` and `off` are truth values,
 * `0444` is octal, and `<<` merges. A file mode must not mean another one here than it does to kubectl.
 */
import type { ScalarTag, SchemaOptions } from 'yaml';

const TRUTH: ScalarTag = {
  default: true,
  tag: 'tag:yaml.org,2002:bool',
  test: /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/,
  resolve: (text) => ['yes', 'on'].includes(text.toLowerCase()),
};

const OCTAL: ScalarTag = {
  default: true,
  tag: 'tag:yaml.org,2002:int',
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};

/** Options of the library's functions. */
export const KUBERNETES_YAML: SchemaOptions = Object.freeze({
  merge: true,
  // The first that fits decides.
  customTags: (tags) => [TRUTH, OCTAL, ...tags],
} satisfies SchemaOptions);
