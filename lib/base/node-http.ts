/**
 * node:http for our modules. An `import` of it reads all that it exports, and what it exports of WebSockets is a getter that loads the
 * whole of Node's own fetch: 50 ms and 5 MB that nobody here needs.
 */
import type * as Http from 'node:http';

/** The module, of which nothing is read but what the caller reads. */
export function nodeHttp(): typeof Http {
  return process.getBuiltinModule('node:http');
}
