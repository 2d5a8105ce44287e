/** The discovery group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const discoveryTypes = `
Endpoint = addresses!^:[string]@set conditions:EndpointConditions={} deprecatedTopology:{string} hints:EndpointHints hostname* nodeName*
  targetRef:core.ObjectReference zone*
EndpointConditions = ready*:bool serving*:bool terminating*:bool
EndpointHints = forNodes:[ForNode]@atomic forZones:[ForZone]@atomic
EndpointPort@atomic = appProtocol* name* port*:int protocol*
EndpointSlice = addressType!^ apiVersion endpoints^:[Endpoint]@atomic kind metadata:meta.ObjectMeta={} ports^:[EndpointPort]@atomic
ForNode = name!^
ForZone = name!^
`;
