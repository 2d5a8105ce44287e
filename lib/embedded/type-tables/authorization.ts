/** The authorization group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const authorizationTypes = `
FieldSelectorAttributes = rawSelector#1 requirements#2:[meta.FieldSelectorRequirement]@atomic
LabelSelectorAttributes = rawSelector#1 requirements#2:[meta.LabelSelectorRequirement]@atomic
LocalSubjectAccessReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:SubjectAccessReviewSpec={}
  status#3:SubjectAccessReviewStatus={}
NonResourceAttributes = path#1 verb#2
NonResourceRule = nonResourceURLs#2:[string]@atomic verbs#1!^:[string]@atomic
ResourceAttributes = fieldSelector#8:FieldSelectorAttributes group#3 labelSelector#9:LabelSelectorAttributes name#7 namespace#1 resource#5
  subresource#6 verb#2 version#4
ResourceRule = apiGroups#2:[string]@atomic resourceNames#4:[string]@atomic resources#3:[string]@atomic verbs#1!^:[string]@atomic
SelfSubjectAccessReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:SelfSubjectAccessReviewSpec={}
  status#3:SubjectAccessReviewStatus={}
SelfSubjectAccessReviewSpec = nonResourceAttributes#2:NonResourceAttributes resourceAttributes#1:ResourceAttributes
SelfSubjectRulesReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:SelfSubjectRulesReviewSpec={}
  status#3:SubjectRulesReviewStatus={}
SelfSubjectRulesReviewSpec = namespace#1
SubjectAccessReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:SubjectAccessReviewSpec={}
  status#3:SubjectAccessReviewStatus={}
SubjectAccessReviewSpec = extra#5:{[string]} groups#4:[string]@atomic nonResourceAttributes#2:NonResourceAttributes
  resourceAttributes#1:ResourceAttributes uid#6 user#3
SubjectAccessReviewStatus = allowed#1!^:bool denied#4:bool evaluationError#3 reason#2
SubjectRulesReviewStatus = evaluationError#4 incomplete#3!^:bool nonResourceRules#2!^:[NonResourceRule]@atomic
  resourceRules#1!^:[ResourceRule]@atomic
`;
