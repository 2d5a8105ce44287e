/** The apiextensions group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const apiextensionsTypes = `
CustomResourceColumnDefinition = description format jsonPath!^ name!^ priority:int type!^
CustomResourceConversion = strategy!^ webhook:WebhookConversion
CustomResourceDefinition = apiVersion kind metadata:meta.ObjectMeta={} spec!^:CustomResourceDefinitionSpec={}
  status:CustomResourceDefinitionStatus={}
CustomResourceDefinitionCondition = lastTransitionTime^:time message observedGeneration:long reason status!^ type!^
CustomResourceDefinitionNames = categories:[string]@atomic kind!^ listKind plural!^ shortNames:[string]@atomic singular
CustomResourceDefinitionSpec = conversion:CustomResourceConversion group!^ names!^:CustomResourceDefinitionNames={}
  preserveUnknownFields:bool scope!^ versions!^:[CustomResourceDefinitionVersion]@atomic
CustomResourceDefinitionStatus = acceptedNames^:CustomResourceDefinitionNames={} conditions^:[CustomResourceDefinitionCondition]@map(type)
  observedGeneration:long storedVersions^:[string]@atomic
CustomResourceDefinitionVersion = additionalPrinterColumns:[CustomResourceColumnDefinition]@atomic deprecated:bool deprecationWarning*
  name!^ schema:CustomResourceValidation selectableFields:[SelectableField]@atomic served!^:bool storage!^:bool
  subresources:CustomResourceSubresources
CustomResourceSubresourceScale = labelSelectorPath* specReplicasPath!^ statusReplicasPath!^
CustomResourceSubresourceStatus = 
CustomResourceSubresources = scale:CustomResourceSubresourceScale status:CustomResourceSubresourceStatus
CustomResourceValidation = openAPIV3Schema:JSONSchemaProps
ExternalDocumentation = description url
JSONSchemaProps = $ref* $schema additionalItems:any additionalProperties:any allOf:[JSONSchemaProps]@atomic anyOf:[JSONSchemaProps]@atomic
  default:any definitions:{JSONSchemaProps} dependencies:{any} description enum:[any]@atomic example:any exclusiveMaximum:bool
  exclusiveMinimum:bool externalDocs:ExternalDocumentation format id items:any maxItems*:long maxLength*:long maxProperties*:long
  maximum*:number minItems*:long minLength*:long minProperties*:long minimum*:number multipleOf*:number not:JSONSchemaProps nullable:bool
  oneOf:[JSONSchemaProps]@atomic pattern patternProperties:{JSONSchemaProps} properties:{JSONSchemaProps} required:[string]@atomic title
  type uniqueItems:bool x-kubernetes-embedded-resource:bool x-kubernetes-int-or-string:bool x-kubernetes-list-map-keys:[string]@atomic
  x-kubernetes-list-type* x-kubernetes-map-type* x-kubernetes-preserve-unknown-fields*:bool
  x-kubernetes-validations:[ValidationRule]@map(rule)&merge(rule)
SelectableField = jsonPath!^
ServiceReference = name!^ namespace!^ path* port*:int
ValidationRule = fieldPath message messageExpression optionalOldSelf*:bool reason* rule!^
WebhookClientConfig = caBundle:bytes service:ServiceReference url*
WebhookConversion = clientConfig:WebhookClientConfig conversionReviewVersions!^:[string]@atomic
`;
