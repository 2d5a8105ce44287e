/**
 * What a StatusWriter of one object works with. It is made for each call, and most calls write nothing: so it is read where it lies.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { Client, ObjectReference } from '../cluster/client.ts';
import type { CallRole } from '../resource/crd-class.ts';
import type { StatusKeys } from '../resource/status-keys.ts';
import type { StatusWriterOptions } from '../resource/status-writer.ts';
import type { WriteLine } from '../resource/write-line.ts';
import type { ControllerCluster } from './controller-context.ts';
import type { Informer } from './informer.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What the status of an object is written for. */
export interface Writing {
  readonly tracked: TrackedObject;
  readonly object: StoredObject;
  /** @default none */
  readonly handler?: CallRole;
  /** @default false */
  readonly gone?: boolean;
  /** Is told of a failed write that nobody waits for. @default whoever saves next is */
  failed?(error: unknown): void;
}

/** What all writers of a class share. */
export interface SharedWriterParts {
  readonly informer: Pick<Informer, 'text' | 'changed'>;
  /** Whether status has an endpoint of its own. */
  readonly statusSubresource: boolean;
  readonly statusKeys: StatusKeys;
  /** What is done for an object goes by this. */
  clusterOf(tracked: TrackedObject): ControllerCluster;
  referenceTo(object: StoredObject): ObjectReference;
}

/** See the file's comment. */
export class WriterParts implements StatusWriterOptions {
  readonly #shared: SharedWriterParts;
  readonly #writing: Writing;

  constructor(shared: SharedWriterParts, writing: Writing) {
    this.#shared = shared;
    this.#writing = writing;
  }

  get object(): StoredObject {
    return this.#writing.object;
  }

  get client(): Client {
    return this.#shared.clusterOf(this.#writing.tracked).client;
  }

  get reference(): ObjectReference {
    return this.#shared.referenceTo(this.#writing.object);
  }

  get patchText(): StatusWriterOptions['patchText'] {
    const cluster = this.#shared.clusterOf(this.#writing.tracked);
    const { reference } = this;
    return cluster.mergePatchText && ((patch, options) => cluster.mergePatchText?.(reference, patch, options) as Promise<ObjectText>);
  }

  get subresource(): boolean {
    return this.#shared.statusSubresource;
  }

  get keys(): StatusKeys {
    return this.#shared.statusKeys;
  }

  get creating(): boolean {
    return this.#writing.handler === 'ensureCreated';
  }

  get gone(): boolean {
    return this.#writing.gone ?? false;
  }

  get line(): WriteLine | undefined {
    return this.#writing.tracked.line;
  }

  get failed(): StatusWriterOptions['failed'] {
    return this.#writing.failed;
  }

  newest(): ObjectText | undefined {
    return this.#shared.informer.text(this.#writing.tracked.key);
  }

  observed(version: StoredObject | ObjectText): void {
    this.#shared.informer.changed(version);
  }
}
