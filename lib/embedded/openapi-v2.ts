/**
 * `/openapi/v2`, for clients that look there before they send: kubectl does so for lists. It names no types, so that they leave
 * all checks to the server, which makes them anyway; the types are in the documents of version 3.
 */
import { type Answer, ok } from './answer.ts';

const TITLE = 'Kubernetes';
const PROTOBUF = /application\/com\.github\.proto-openapi\.spec\.v2(@|\.)v1\.0\+protobuf/;

/** The document, in the format that is asked for. */
export function openapiV2(accept: string, version: string): Answer {
  if (!PROTOBUF.test(accept)) return ok({ swagger: '2.0', info: { title: TITLE, version }, paths: {}, definitions: {} });
  const info = field(1, TITLE) + field(2, version);
  return ok(field(1, '2.0') + field(2, info), 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
}

/** A text in a protobuf message; all of it is ASCII and short, so that each length is one byte. */
function field(number: number, text: string): string {
  return String.fromCharCode((number << 3) | 2, text.length) + text;
}
