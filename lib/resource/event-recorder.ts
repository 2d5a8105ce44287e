/**
 * Posts Events (events.k8s.io/v1) about objects. An Event is a courtesy: one that cannot be posted is logged, and fails nothing.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';

/** What `kubectl describe` shows an Event as. */
export type EventType = 'Normal' | 'Warning';

/** The longest note that the API server takes. */
const MAX_NOTE = 1024;

/** The longest reason and reporting name that it takes. */
const MAX_NAME = 128;

/** See the file's comment. */
export class EventRecorder {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #controller: string;
  readonly #instance: string;

  /** @param options.controller the operator's name, as `kubectl describe` shows it under From */
  constructor(options: { client: Client; clock: Clock; logger: Logger; controller: string; instance: string }) {
    this.#client = options.client;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#controller = options.controller.slice(0, MAX_NAME);
    this.#instance = options.instance.slice(0, MAX_NAME);
  }

  /** Posts one Event. Never rejects. */
  async post(object: StoredObject, type: EventType, reason: string, message: string): Promise<void> {
    const { namespace, name, uid, resourceVersion } = object.metadata;
    const event = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: `${name.slice(0, 200)}.${randomUUID().slice(0, 13)}`, namespace: namespace ?? 'default' },
      eventTime: microTime(this.#clock.now()),
      reportingController: this.#controller,
      reportingInstance: this.#instance,
      action: reason.slice(0, MAX_NAME),
      reason: reason.slice(0, MAX_NAME),
      note: message.length > MAX_NOTE ? `${message.slice(0, MAX_NOTE - 1)}…` : message,
      type,
      regarding: { apiVersion: object.apiVersion, kind: object.kind, namespace, name, uid, resourceVersion },
    };
    try {
      await this.#client.create(event);
    } catch (error) {
      this.#logger.warn('an Event could not be posted', { reason, error: messageOf(error) });
    }
  }
}

/** RFC 3339 with the six fractional digits that MicroTime insists on. */
export function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
