/** The events group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const eventsTypes = `
Event = action#6 apiVersion deprecatedCount#15:int deprecatedFirstTimestamp#13^:time deprecatedLastTimestamp#14^:time
  deprecatedSource#12:core.EventSource={} eventTime#2!^:microtime kind metadata#1^:meta.ObjectMeta={} note#10 reason#7
  regarding#8:core.ObjectReference={} related#9:core.ObjectReference reportingController#4 reportingInstance#5 series#3:EventSeries type#11
EventSeries = count#1!^:int lastObservedTime#2!^:microtime
`;
