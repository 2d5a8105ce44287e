/** The autoscaling group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const autoscalingTypes = `
ContainerResourceMetricSource = container#3!^ name#1!^ target#2!^:MetricTarget={}
ContainerResourceMetricStatus = container#3!^ current#2!^:MetricValueStatus={} name#1!^
CrossVersionObjectReference = apiVersion#3 kind#1!^ name#2!^
ExternalMetricSource = metric#1!^:MetricIdentifier={} target#2!^:MetricTarget={}
ExternalMetricStatus = current#2!^:MetricValueStatus={} metric#1!^:MetricIdentifier={}
HPAScalingPolicy = periodSeconds#3!^:int type#1!^ value#2!^:int
HPAScalingRules = policies#2:[HPAScalingPolicy]@atomic selectPolicy#1* stabilizationWindowSeconds#3*:int tolerance#4:quantity
HorizontalPodAutoscaler = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!:HorizontalPodAutoscalerSpec={}
  status#3:HorizontalPodAutoscalerStatus={}
HorizontalPodAutoscalerBehavior = scaleDown#2:HPAScalingRules scaleUp#1:HPAScalingRules
HorizontalPodAutoscalerCondition = lastTransitionTime#3^:time message#5 reason#4 status#2!^ type#1!^
HorizontalPodAutoscalerSpec = behavior#5:HorizontalPodAutoscalerBehavior maxReplicas#3!^:int metrics#4:[MetricSpec]@atomic
  minReplicas#2*:int scaleTargetRef#1!^:CrossVersionObjectReference={}
HorizontalPodAutoscalerStatus = conditions#6:[HorizontalPodAutoscalerCondition]@map(type)&merge(type)
  currentMetrics#5^:[MetricStatus]@atomic currentReplicas#3:int desiredReplicas#4!^:int lastScaleTime#2:time observedGeneration#1*:long
MetricIdentifier = name#1!^ selector#2:meta.LabelSelector
MetricSpec = containerResource#7:ContainerResourceMetricSource external#5:ExternalMetricSource object#2:ObjectMetricSource
  pods#3:PodsMetricSource resource#4:ResourceMetricSource type#1!^
MetricStatus = containerResource#7:ContainerResourceMetricStatus external#5:ExternalMetricStatus object#2:ObjectMetricStatus
  pods#3:PodsMetricStatus resource#4:ResourceMetricStatus type#1!^
MetricTarget = averageUtilization#4*:int averageValue#3:quantity type#1!^ value#2:quantity
MetricValueStatus = averageUtilization#3*:int averageValue#2:quantity value#1:quantity
ObjectMetricSource = describedObject#1!^:CrossVersionObjectReference={} metric#3!^:MetricIdentifier={} target#2!^:MetricTarget={}
ObjectMetricStatus = current#2!^:MetricValueStatus={} describedObject#3!^:CrossVersionObjectReference={} metric#1!^:MetricIdentifier={}
PodsMetricSource = metric#1!^:MetricIdentifier={} target#2!^:MetricTarget={}
PodsMetricStatus = current#2!^:MetricValueStatus={} metric#1!^:MetricIdentifier={}
ResourceMetricSource = name#1!^ target#2!^:MetricTarget={}
ResourceMetricStatus = current#2!^:MetricValueStatus={} name#1!^
`;
