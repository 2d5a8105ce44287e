/** What the operator of a soak says to the process that watches over it. */

/** A moment of the operator's process, after its garbage was collected. */
export interface ProcessState {
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly residentBytes: number;
  /** What keeps the process alive, counted by kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Open file descriptors; undefined where the system doesn't list them. */
  readonly descriptors: number | undefined;
  readonly cpuSeconds: number;
}

/** What it says. */
export type SoakMessage =
  | { readonly mark: 'handled'; readonly uid: string; readonly serial: number }
  | { readonly mark: 'ended'; readonly uid: string }
  | { readonly mark: 'ticked' }
  | { readonly mark: 'failed'; readonly error: string }
  | { readonly mark: 'overlapped'; readonly what: string }
  | { readonly mark: 'state'; readonly state: ProcessState };
