/** Pretends the controllers, the scheduler and the nodes. */
export class Workloads {
  constructor(_parts: unknown) {}
  stop(): void {}
}
