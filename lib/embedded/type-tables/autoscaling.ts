/** The autoscaling group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const autoscalingTypes = `
ContainerResourceMetricSource = container!^ name!^ target!^:MetricTarget={}
ContainerResourceMetricStatus = container!^ current!^:MetricValueStatus={} name!^
CrossVersionObjectReference = apiVersion kind!^ name!^
ExternalMetricSource = metric!^:MetricIdentifier={} target!^:MetricTarget={}
ExternalMetricStatus = current!^:MetricValueStatus={} metric!^:MetricIdentifier={}
HPAScalingPolicy = periodSeconds!^:int type!^ value!^:int
HPAScalingRules = policies:[HPAScalingPolicy]@atomic selectPolicy* stabilizationWindowSeconds*:int tolerance:quantity
HorizontalPodAutoscaler = apiVersion kind metadata:meta.ObjectMeta={} spec!:HorizontalPodAutoscalerSpec={}
  status:HorizontalPodAutoscalerStatus={}
HorizontalPodAutoscalerBehavior = scaleDown:HPAScalingRules scaleUp:HPAScalingRules
HorizontalPodAutoscalerCondition = lastTransitionTime^:time message reason status!^ type!^
HorizontalPodAutoscalerSpec = behavior:HorizontalPodAutoscalerBehavior maxReplicas!^:int metrics:[MetricSpec]@atomic minReplicas*:int
  scaleTargetRef!^:CrossVersionObjectReference={}
HorizontalPodAutoscalerStatus = conditions:[HorizontalPodAutoscalerCondition]@map(type)&merge(type) currentMetrics^:[MetricStatus]@atomic
  currentReplicas:int desiredReplicas!^:int lastScaleTime:time observedGeneration*:long
MetricIdentifier = name!^ selector:meta.LabelSelector
MetricSpec = containerResource:ContainerResourceMetricSource external:ExternalMetricSource object:ObjectMetricSource pods:PodsMetricSource
  resource:ResourceMetricSource type!^
MetricStatus = containerResource:ContainerResourceMetricStatus external:ExternalMetricStatus object:ObjectMetricStatus pods:PodsMetricStatus
  resource:ResourceMetricStatus type!^
MetricTarget = averageUtilization*:int averageValue:quantity type!^ value:quantity
MetricValueStatus = averageUtilization*:int averageValue:quantity value:quantity
ObjectMetricSource = describedObject!^:CrossVersionObjectReference={} metric!^:MetricIdentifier={} target!^:MetricTarget={}
ObjectMetricStatus = current!^:MetricValueStatus={} describedObject!^:CrossVersionObjectReference={} metric!^:MetricIdentifier={}
PodsMetricSource = metric!^:MetricIdentifier={} target!^:MetricTarget={}
PodsMetricStatus = current!^:MetricValueStatus={} metric!^:MetricIdentifier={}
ResourceMetricSource = name!^ target!^:MetricTarget={}
ResourceMetricStatus = current!^:MetricValueStatus={} name!^
`;
