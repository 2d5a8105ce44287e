/**
 * The types of an operator's arguments: the parser that `addArguments` is given, what the SDK's own flags come to, and
 * `ArgsOf`, which joins them to the `args` of an operator class.
 */
import type { Argv } from 'yargs';
import type { LogLevel } from '../base/logger.ts';

/**
 * The parser that `addArguments` is given: yargs, to declare options with. An option may also be marked `secret: true`;
 * its value then appears in no error, help or log.
 */
export type ArgumentParser = Argv;

/** What `addArguments` returns: the parser it was given, or nothing. Never a promise. */
// biome-ignore lint/suspicious/noExplicitAny: each override declares options of its own
// biome-ignore lint/suspicious/noConfusingVoidType: an override that only calls the parser has no return value
export type DeclaredArguments = Argv<any> | void;

/** What the SDK's own flags come to. */
export interface SdkArguments {
  /** `--create-crd`: create or update the custom resource definitions at start. */
  createCrd: boolean;
  /** `--namespace`: the namespaces to watch; empty for all. */
  namespace: string[];
  /** `--scope`: what is watched when no namespace is given; always 'namespaced' when one is. */
  scope: 'cluster' | 'namespaced';
  /** `--external`: use the kubeconfig, also inside a Pod. */
  external: boolean;
  /** `--log-level` */
  logLevel: LogLevel;
  /** `--log-format` */
  logFormat: 'text' | 'json';
  /** `--leader-elect`: one replica works at a time. */
  leaderElect: boolean;
  /** `--shards`: all replicas share the objects. */
  shards: boolean;
  /** `--lease-name`: the lease by which it is elected, or the group that shares; undefined for the default. */
  leaseName: string | undefined;
  /** `--stop-seconds`: how long running handlers may take to finish when the operator stops. */
  stopSeconds: number;
  /** `--http-address`: where health and metrics are served. */
  httpAddress?: string | undefined;
  /** `--inspect-socket`: a path, or 'off'. */
  inspectSocket?: string | undefined;
}

type CamelCase<Name> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail> & string>}` : Name;

/** The options of a yargs type under their camelCase names alone. */
export type CamelCaseArguments<T> = { [Key in keyof T as CamelCase<Key> & PropertyKey]: T[Key] };

type IsAny<T> = 0 extends 1 & T ? true : false;

type DeclaredBy<Result> =
  Result extends Argv<infer Options> ? (IsAny<Options> extends true ? unknown : CamelCaseArguments<Options>) : unknown;

type Flattened<T> = { [Key in keyof T]: T[Key] };

/** The `args` of an operator class, as in `ArgsOf<typeof PrinterOperator>`: the SDK's and those that its addArguments declares. */
export type ArgsOf<Operator> = Operator extends abstract new (...parameters: never[]) => infer Instance ? ArgumentsOf<Instance> : never;

/**
 * The `args` of an operator. It looks at nothing but its argument, so that the compiler resolves it for `this` too, in the
 * methods of a subclass.
 */
export type ArgumentsOf<Self> = Self extends { addArguments(parser: ArgumentParser): infer Result }
  ? Flattened<SdkArguments & DeclaredBy<Result>>
  : never;
