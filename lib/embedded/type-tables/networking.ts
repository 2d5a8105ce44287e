/** The networking group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const networkingTypes = `
HTTPIngressPath = backend#2!^:IngressBackend={} path#1 pathType#3!^*
HTTPIngressRuleValue = paths#1!^:[HTTPIngressPath]@atomic
IPBlock = cidr#1!^ except#2:[string]@atomic
Ingress = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:IngressSpec={} status#3:IngressStatus={}
IngressBackend = resource#3:core.TypedLocalObjectReference service#4:IngressServiceBackend
IngressClass = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:IngressClassSpec={}
IngressClassParametersReference = apiGroup#1* kind#2!^ name#3!^ namespace#5* scope#4^*
IngressClassSpec = controller#1 parameters#2:IngressClassParametersReference
IngressLoadBalancerIngress = hostname#2 ip#1 ports#4:[IngressPortStatus]@atomic
IngressLoadBalancerStatus = ingress#1:[IngressLoadBalancerIngress]@atomic
IngressPortStatus = error#3* port#1!^:int protocol#2!^
IngressRule = host#1 http#2.1:HTTPIngressRuleValue
IngressServiceBackend = name#1!^ port#2:ServiceBackendPort={}
IngressSpec = defaultBackend#1:IngressBackend ingressClassName#4* rules#3:[IngressRule]@atomic tls#2:[IngressTLS]@atomic
IngressStatus = loadBalancer#1:IngressLoadBalancerStatus={}
IngressTLS = hosts#1:[string]@atomic secretName#2
NetworkPolicy = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:NetworkPolicySpec={}
NetworkPolicyEgressRule = ports#1:[NetworkPolicyPort]@atomic to#2:[NetworkPolicyPeer]@atomic
NetworkPolicyIngressRule = from#2:[NetworkPolicyPeer]@atomic ports#1:[NetworkPolicyPort]@atomic
NetworkPolicyPeer = ipBlock#3:IPBlock namespaceSelector#2:meta.LabelSelector podSelector#1:meta.LabelSelector
NetworkPolicyPort = endPort#3*:int port#2:intstr protocol#1*
NetworkPolicySpec = egress#3:[NetworkPolicyEgressRule]@atomic ingress#2:[NetworkPolicyIngressRule]@atomic
  podSelector#1^:meta.LabelSelector={} policyTypes#4:[string]@atomic
ServiceBackendPort@atomic = name#1 number#2:int
`;
