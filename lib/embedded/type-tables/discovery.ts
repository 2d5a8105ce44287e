/** The discovery group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const discoveryTypes = `
Endpoint = addresses#1!^:[string]@set conditions#2:EndpointConditions={} deprecatedTopology#5:{string} hints#8:EndpointHints hostname#3*
  nodeName#6* targetRef#4:core.ObjectReference zone#7*
EndpointConditions = ready#1*:bool serving#2*:bool terminating#3*:bool
EndpointHints = forNodes#2:[ForNode]@atomic forZones#1:[ForZone]@atomic
EndpointPort@atomic = appProtocol#4* name#1* port#3*:int protocol#2*
EndpointSlice = addressType#4!^ apiVersion endpoints#2^:[Endpoint]@atomic kind metadata#1:meta.ObjectMeta={} ports#3^:[EndpointPort]@atomic
ForNode = name#1!^
ForZone = name#1!^
`;
