/**
 * The test kit, the package's second entry: one handler called without a cluster, a whole operator on a cluster, the clusters, and
 * waiting. Needs no particular test runner. What is heavy is loaded by those who start it.
 */
export { ExplorationError, ExplorationThreadError } from '../base/errors.ts';
export { type CallHandlerOptions, type CallResult, callHandler, type HandledObject, type PostedEvent } from './call-handler.ts';
export type { LogRecord } from './collected-log.ts';
export type { DeclarationKind } from './declaration-plan.ts';
export { type DeclarationOptions, type Declarations, declarationsOf } from './declarations.ts';
export type { DeclaredSpec } from './declared-change.ts';
export type { DisturbanceKind } from './disturbance.ts';
export { EmbeddedCluster, type EmbeddedClusterOptions } from './embedded-cluster.ts';
export type { CompareObject } from './end-state.ts';
export { type EventuallyOptions, eventually } from './eventually.ts';
export type { ExplorationScenario, ExploreOptions } from './exploration.ts';
export type { ExplorationFailure, ExplorationReport } from './exploration-report.ts';
export type { ExplorationStage, StageWaitOptions } from './exploration-stage.ts';
export type { Finding, FindingKind } from './exploration-verdict.ts';
export { type ExplorationTest, explorationReport, explorationTests, explore } from './explore.ts';
export type { Exploration, ModuleExploreOptions } from './explored-module.ts';
export { FakeClock, type FakeClockOptions } from './fake-clock.ts';
export type { DeletedObject } from './memory-client.ts';
export { RealCluster, type RealClusterOptions } from './real-cluster.ts';
export { type HandledCall, type StartOperatorOptions, startOperator, TestOperator, type WaitOptions } from './start-operator.ts';
export type { TestCluster } from './test-cluster.ts';
