/** The authorization group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const authorizationTypes = `
FieldSelectorAttributes = rawSelector requirements:[meta.FieldSelectorRequirement]@atomic
LabelSelectorAttributes = rawSelector requirements:[meta.LabelSelectorRequirement]@atomic
LocalSubjectAccessReview = apiVersion kind metadata:meta.ObjectMeta={} spec!^:SubjectAccessReviewSpec={} status:SubjectAccessReviewStatus={}
NonResourceAttributes = path verb
NonResourceRule = nonResourceURLs:[string]@atomic verbs!^:[string]@atomic
ResourceAttributes = fieldSelector:FieldSelectorAttributes group labelSelector:LabelSelectorAttributes name namespace resource subresource
  verb version
ResourceRule = apiGroups:[string]@atomic resourceNames:[string]@atomic resources:[string]@atomic verbs!^:[string]@atomic
SelfSubjectAccessReview = apiVersion kind metadata:meta.ObjectMeta={} spec!^:SelfSubjectAccessReviewSpec={}
  status:SubjectAccessReviewStatus={}
SelfSubjectAccessReviewSpec = nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes
SelfSubjectRulesReview = apiVersion kind metadata:meta.ObjectMeta={} spec!^:SelfSubjectRulesReviewSpec={} status:SubjectRulesReviewStatus={}
SelfSubjectRulesReviewSpec = namespace
SubjectAccessReview = apiVersion kind metadata:meta.ObjectMeta={} spec!^:SubjectAccessReviewSpec={} status:SubjectAccessReviewStatus={}
SubjectAccessReviewSpec = extra:{[string]} groups:[string]@atomic nonResourceAttributes:NonResourceAttributes
  resourceAttributes:ResourceAttributes uid user
SubjectAccessReviewStatus = allowed!^:bool denied:bool evaluationError reason
SubjectRulesReviewStatus = evaluationError incomplete!^:bool nonResourceRules!^:[NonResourceRule]@atomic
  resourceRules!^:[ResourceRule]@atomic
`;
