/** The authentication group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const authenticationTypes = `
BoundObjectReference = apiVersion#2 kind#1 name#3 uid#4
SelfSubjectReview = apiVersion kind metadata#1:meta.ObjectMeta={} status#2:SelfSubjectReviewStatus={}
SelfSubjectReviewStatus = userInfo#1:UserInfo={}
TokenRequest = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2^:TokenRequestSpec={} status#3:TokenRequestStatus={}
TokenRequestSpec = audiences#1^:[string]@atomic boundObjectRef#3^:BoundObjectReference expirationSeconds#4^*:long
TokenRequestStatus = expirationTimestamp#2^:time token#1^
TokenReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:TokenReviewSpec={} status#3:TokenReviewStatus={}
TokenReviewSpec = audiences#2:[string]@atomic token#1!
TokenReviewStatus = audiences#4:[string]@atomic authenticated#1:bool error#3 user#2:UserInfo={}
UserInfo = extra#4:{[string]} groups#3:[string]@atomic uid#2 username#1
`;
