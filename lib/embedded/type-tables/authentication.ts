/** The authentication group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const authenticationTypes = `
BoundObjectReference = apiVersion kind name uid
SelfSubjectReview = apiVersion kind metadata:meta.ObjectMeta={} status:SelfSubjectReviewStatus={}
SelfSubjectReviewStatus = userInfo:UserInfo={}
TokenRequest = apiVersion kind metadata:meta.ObjectMeta={} spec^:TokenRequestSpec={} status:TokenRequestStatus={}
TokenRequestSpec = audiences^:[string]@atomic boundObjectRef^:BoundObjectReference expirationSeconds^*:long
TokenRequestStatus = expirationTimestamp^:time token^
TokenReview = apiVersion kind metadata:meta.ObjectMeta={} spec!^:TokenReviewSpec={} status:TokenReviewStatus={}
TokenReviewSpec = audiences:[string]@atomic token!
TokenReviewStatus = audiences:[string]@atomic authenticated:bool error user:UserInfo={}
UserInfo = extra:{[string]} groups:[string]@atomic uid username
`;
