/**
 * The test kit, the package's second entry: one handler called without a cluster, a whole operator on a cluster, the clusters, and
 * waiting. Needs no particular test runner. What is heavy is loaded by those who start it.
 */
export { type CallHandlerOptions, type CallResult, callHandler, type HandledObject, type PostedEvent } from './call-handler.ts';
export type { LogRecord } from './collected-log.ts';
export { EmbeddedCluster, type EmbeddedClusterOptions } from './embedded-cluster.ts';
export { type EventuallyOptions, eventually } from './eventually.ts';
export { FakeClock, type FakeClockOptions } from './fake-clock.ts';
export type { DeletedObject } from './memory-client.ts';
export { RealCluster, type RealClusterOptions } from './real-cluster.ts';
export { type HandledCall, type StartOperatorOptions, startOperator, TestOperator, type WaitOptions } from './start-operator.ts';
export type { TestCluster } from './test-cluster.ts';
