/** The events group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const eventsTypes = `
Event = action apiVersion deprecatedCount:int deprecatedFirstTimestamp^:time deprecatedLastTimestamp^:time
  deprecatedSource:core.EventSource={} eventTime!^:microtime kind metadata^:meta.ObjectMeta={} note reason regarding:core.ObjectReference={}
  related:core.ObjectReference reportingController reportingInstance series:EventSeries type
EventSeries = count!^:int lastObservedTime!^:microtime
`;
