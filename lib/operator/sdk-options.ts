/**
 * The flags that every operator has, and the rules that yargs has no words for.
 * Those of later parts of the SDK are added here.
 */
import type { Options } from 'yargs';
import { LOG_LEVELS } from '../base/logger.ts';
import { ADDRESS_FORM, listenAddress } from '../face/listen-address.ts';
import type { OptionRules, OptionValue } from './option-value.ts';

/** The default of `--stop-seconds`. */
export const DEFAULT_STOP_SECONDS = 20;

/** The SDK's own flags, as yargs is told of them. `isTerminal` decides the log's format. */
export function sdkOptionTable(isTerminal: boolean): Record<string, Options> {
  return {
    'create-crd': { type: 'boolean', default: false, describe: 'Create or update the custom resource definitions at start' },
    namespace: {
      type: 'string',
      array: true,
      default: [],
      defaultDescription: 'all',
      describe: 'Namespace to watch; repeatable, or with commas',
    },
    scope: {
      choices: ['cluster', 'namespaced'],
      type: 'string',
      default: 'cluster',
      describe: "What to watch without --namespace: all, or the Pod's or context's own namespace",
    },
    external: { type: 'boolean', default: false, describe: 'Use the kubeconfig, also inside a Pod' },
    'log-level': { alias: 'L', choices: [...LOG_LEVELS].reverse(), type: 'string', default: 'info', describe: 'Least severe level to log' },
    'log-format': {
      choices: ['text', 'json'],
      type: 'string',
      default: isTerminal ? 'text' : 'json',
      defaultDescription: 'text on a terminal, else json',
      describe: 'Form of the log',
    },
    'leader-elect': {
      type: 'boolean',
      default: false,
      describe: 'Let one replica work at a time, elected by a lease; the others stand by',
    },
    shards: {
      type: 'boolean',
      default: false,
      describe: 'Spread the objects over all replicas that are alive',
    },
    'lease-name': {
      type: 'string',
      defaultDescription: "the operator's name and a hash of its work",
      describe: 'Name of that lease; with --shards, of the group whose replicas share the objects',
    },
    'stop-seconds': {
      type: 'number',
      default: DEFAULT_STOP_SECONDS,
      describe: 'Seconds that running handlers are given when the operator stops',
    },
    'http-address': {
      type: 'string',
      defaultDescription: 'off',
      describe: 'Where to serve /livez, /readyz and /metrics, such as :8080 or 127.0.0.1:8080',
    },
    'inspect-socket': {
      type: 'string',
      defaultDescription: 'one in the temporary folder',
      describe: 'Unix domain socket that tskubeop explain asks through: its path, or off',
    },
    help: { alias: 'h', type: 'boolean', describe: 'Show this and end' },
    version: { type: 'boolean', describe: 'Show the version and end' },
  };
}

/** The rules of the SDK's flags that the declaration does not express, by name. */
export const SDK_OPTION_RULES: Readonly<Record<string, OptionRules>> = Object.freeze({
  namespace: { commas: true, expected: expectedNamespace },
  'lease-name': { expected: expectedLeaseName },
  'log-level': { normalise: normaliseLogLevel },
  'http-address': { expected: (value: OptionValue) => (listenAddress(String(value)) ? undefined : ADDRESS_FORM) },
  'inspect-socket': { expected: (value: OptionValue) => (value === '' ? 'a path, or off' : undefined) },
  'stop-seconds': { expected: (value: OptionValue) => (Number(value) >= 0 ? undefined : 'a number of seconds, 0 or more') },
});

/** A DNS label, which is what Kubernetes lets a namespace be called. */
function expectedNamespace(value: OptionValue): string | undefined {
  const valid = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(String(value));
  return valid ? undefined : "the name of a namespace (at most 63 lower-case letters, digits and '-')";
}

/** A DNS subdomain, which is what Kubernetes lets an object be called. */
function expectedLeaseName(value: OptionValue): string | undefined {
  const text = String(value);
  const valid = text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
  return valid ? undefined : "the name of a lease (at most 253 lower-case letters, digits, '-' and '.')";
}

/** In any case, and by the names that pykubeop and syslog have for warn. */
function normaliseLogLevel(text: string): string {
  const level = text.toLowerCase();
  return level === 'warning' ? 'warn' : level;
}
