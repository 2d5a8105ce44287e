/** In which form a client wants objects: as they are, as tables, or their metadata alone. */
import type { ApiRequest } from './api-request.ts';
import { badRequest, notAcceptable } from './refusal.ts';
import type { RowContent } from './table.ts';

/** The form of objects in an answer. */
export interface Representation {
  as: 'object' | 'table' | 'metadata';
  contentType: string;
  rows: RowContent;
}

const OFFERED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const JSON_TYPE = 'application/json';

/** What the Accept header asks for; the first that is spoken here counts. */
export function representationOf(request: ApiRequest): Representation {
  const accept = String(request.headers.accept ?? '') || '*/*';
  const rows = request.query.size > 0 ? rowContentOf(request.query.get('includeObject')) : 'Metadata';
  // As most clients write it, there is nothing to take apart.
  if (accept === '*/*' || accept === JSON_TYPE) return { as: 'object', contentType: JSON_TYPE, rows };
  for (const wanted of accept.split(',')) {
    const [type = '', ...parameters] = wanted.split(';').map((part) => part.trim());
    if (type !== JSON_TYPE && type !== '*/*' && type !== 'application/*') continue;
    const values = Object.fromEntries(parameters.map((parameter) => parameter.split('=')));
    const suffix = values.as && `;as=${values.as};v=${values.v};g=${values.g}`;
    if (values.as === 'Table' && values.v === 'v1') return { as: 'table', contentType: JSON_TYPE, rows };
    if (values.as === 'PartialObjectMetadata' || values.as === 'PartialObjectMetadataList')
      return { as: 'metadata', contentType: JSON_TYPE, rows };
    if (!suffix) return { as: 'object', contentType: JSON_TYPE, rows };
  }
  throw notAcceptable(OFFERED);
}

function rowContentOf(text: string | null): RowContent {
  if (!text) return 'Metadata';
  if (text !== 'None' && text !== 'Metadata' && text !== 'Object')
    throw badRequest(
      `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`,
    );
  return text;
}
