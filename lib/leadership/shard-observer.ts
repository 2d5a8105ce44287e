/** The interface of whoever works on what a member of a group of replicas is given. */

/** Is told what a replica may work on. */
export interface ShardObserver {
  /** We are a member from now on. */
  joined(): void;
  /** Which keys are ours may have changed. */
  changed(): void;
  /** We are a member no longer; resolves when what was begun has ended. Must not reject. */
  left(): Promise<void>;
  /** Whether nothing is under way any more for keys that are not among these. */
  isDone(stillOurs: (key: string) => boolean): boolean;
}
