/** An answer as it goes to a client: status, headers and text. The same over a socket and inside of the process. */
import { type Answer, refused } from './answer.ts';
import type { ObjectTexts } from './object-texts.ts';
import { Refusal } from './refusal.ts';

/** What is sent. */
export interface WrittenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly text: string;
}

/** An answer, written. */
export function writtenAnswer(answer: Answer, texts: ObjectTexts): WrittenAnswer {
  const { status, body, contentType = 'application/json', headers, warnings } = answer;
  const text = typeof body === 'string' ? body : `${texts.textOf(body)}\n`;
  const all: Record<string, string | string[]> = contentType ? { 'Content-Type': contentType } : {};
  all['Cache-Control'] = 'no-cache, private';
  all['Content-Length'] = String(Buffer.byteLength(text));
  if (headers) Object.assign(all, headers);
  if (warnings?.length) all.Warning = warnings.map((warning) => `299 - ${JSON.stringify(warning)}`);
  return { status, text, headers: all };
}

/** The answer to an error: a refusal's own, or that of a defect in the server. */
export function failedAnswer(error: unknown): Answer {
  if (error instanceof Refusal) return refused(error);
  const message = `Internal error occurred: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  return refused(new Refusal({ code: 500, reason: 'InternalError', message, details: {} }));
}
