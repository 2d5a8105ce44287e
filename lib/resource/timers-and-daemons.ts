/**
 * What a class says of its timers and daemons: methods that are called because time passes, and methods that live as long as
 * their object. `TIMERS` and `DAEMONS` name them; here are the types of both, and the form with every default filled in.
 */
import type { CRDBase } from './crd-base.ts';

/** When a method of TIMERS is called. */
export interface TimerOptions {
  /** Seconds from the end of one call to the next. */
  readonly intervalSeconds: number;
  /** Seconds until the first call. @default 0 */
  readonly initialDelaySeconds?: number;
  /** It is called only once the object's spec, labels and annotations have been left alone for so many seconds. @default 0 */
  readonly idleSeconds?: number;
  /** Counts the interval from the beginning of a call, not from its end; what is missed is left out. @default false */
  readonly sharp?: boolean;
  /** Keeps a deleted object in place until a call that runs has ended. @default false */
  readonly finalizer?: boolean;
}

/** How a method of DAEMONS is ended. */
export interface DaemonOptions {
  /** Seconds that it has to end after its signal has aborted; then it is left behind. @default 5 */
  readonly graceSeconds?: number;
  /** Keeps a deleted object in place until the daemon has ended. @default false */
  readonly finalizer?: boolean;
}

type MethodsOf<T, Method> = { [Key in Exclude<keyof T, keyof CRDBase>]: T[Key] extends Method ? Key : never }[Exclude<
  keyof T,
  keyof CRDBase
>];

/** The type of `TIMERS`, for a class whose objects are `T`: each key is a method without parameters, `async poll()`. */
export type Timers<T> = { readonly [Name in MethodsOf<T, () => void | Promise<void>>]?: TimerOptions };

/** The type of `DAEMONS`, for a class whose objects are `T`: each key is an `async follow(signal: AbortSignal)`. */
export type Daemons<T> = { readonly [Name in MethodsOf<T, (signal: AbortSignal) => Promise<void>>]?: DaemonOptions };

/** How long a daemon has to end unless its options say otherwise. */
export const DEFAULT_GRACE_SECONDS = 5;

/** A timer with every default filled in. */
export interface ResolvedTimer extends Required<Omit<TimerOptions, 'finalizer'>> {
  /** The method's name. */
  readonly name: string;
}

/** A daemon with every default filled in. */
export interface ResolvedDaemon {
  /** The method's name. */
  readonly name: string;
  readonly graceSeconds: number;
}

/** The statics that declare them. */
export interface TimersAndDaemons {
  readonly TIMERS?: Readonly<Record<string, TimerOptions | undefined>>;
  readonly DAEMONS?: Readonly<Record<string, DaemonOptions | undefined>>;
}

/** The timers of a class that has been checked. */
export function resolveTimers({ TIMERS }: TimersAndDaemons): readonly ResolvedTimer[] {
  return declared(TIMERS).map(([name, { intervalSeconds, initialDelaySeconds = 0, idleSeconds = 0, sharp = false }]) => ({
    name,
    intervalSeconds,
    initialDelaySeconds,
    idleSeconds,
    sharp,
  }));
}

/** The daemons of a class that has been checked. */
export function resolveDaemons({ DAEMONS }: TimersAndDaemons): readonly ResolvedDaemon[] {
  return declared(DAEMONS).map(([name, { graceSeconds = DEFAULT_GRACE_SECONDS }]) => ({ name, graceSeconds }));
}

/** Whether one of them asks for the class's finalizer. */
export function wantsFinalizer({ TIMERS, DAEMONS }: TimersAndDaemons): boolean {
  return [...declared(TIMERS), ...declared(DAEMONS)].some(([, { finalizer }]) => finalizer === true);
}

function declared<T>(methods: Readonly<Record<string, T | undefined>> | undefined): [string, T][] {
  return Object.entries(methods ?? {}).filter((entry): entry is [string, T] => entry[1] !== undefined);
}
