/** The networking group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const networkingTypes = `
HTTPIngressPath = backend!^:IngressBackend={} path pathType!^*
HTTPIngressRuleValue = paths!^:[HTTPIngressPath]@atomic
IPBlock = cidr!^ except:[string]@atomic
Ingress = apiVersion kind metadata:meta.ObjectMeta={} spec:IngressSpec={} status:IngressStatus={}
IngressBackend = resource:core.TypedLocalObjectReference service:IngressServiceBackend
IngressClass = apiVersion kind metadata:meta.ObjectMeta={} spec:IngressClassSpec={}
IngressClassParametersReference = apiGroup* kind!^ name!^ namespace* scope^*
IngressClassSpec = controller parameters:IngressClassParametersReference
IngressLoadBalancerIngress = hostname ip ports:[IngressPortStatus]@atomic
IngressLoadBalancerStatus = ingress:[IngressLoadBalancerIngress]@atomic
IngressPortStatus = error* port!^:int protocol!^
IngressRule = host http:HTTPIngressRuleValue
IngressServiceBackend = name!^ port:ServiceBackendPort={}
IngressSpec = defaultBackend:IngressBackend ingressClassName* rules:[IngressRule]@atomic tls:[IngressTLS]@atomic
IngressStatus = loadBalancer:IngressLoadBalancerStatus={}
IngressTLS = hosts:[string]@atomic secretName
NetworkPolicy = apiVersion kind metadata:meta.ObjectMeta={} spec:NetworkPolicySpec={}
NetworkPolicyEgressRule = ports:[NetworkPolicyPort]@atomic to:[NetworkPolicyPeer]@atomic
NetworkPolicyIngressRule = from:[NetworkPolicyPeer]@atomic ports:[NetworkPolicyPort]@atomic
NetworkPolicyPeer = ipBlock:IPBlock namespaceSelector:meta.LabelSelector podSelector:meta.LabelSelector
NetworkPolicyPort = endPort*:int port:intstr protocol*
NetworkPolicySpec = egress:[NetworkPolicyEgressRule]@atomic ingress:[NetworkPolicyIngressRule]@atomic podSelector^:meta.LabelSelector={}
  policyTypes:[string]@atomic
ServiceBackendPort@atomic = name number:int
`;
