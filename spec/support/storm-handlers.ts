/** The handlers of a storm's operators, wherever they run: all do the same work. */
import type { Thing } from './thing.ts';

/** What a handler does. */
export type StormWork = (thing: Thing, handler: string) => Promise<void>;

/** The kind with these handlers, for one operator. */
export function withHandlers(type: typeof Thing, work: StormWork): typeof Thing {
  return class extends type {
    async ensureCreated() {
      await work(this, 'ensureCreated');
    }
    async ensureModified() {
      await work(this, 'ensureModified');
    }
    async ensureDeleted() {
      await work(this, 'ensureDeleted');
    }
  };
}
