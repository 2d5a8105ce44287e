/** Jest runs no TypeScript by itself: this leaves the types out, by Node's own means. Babel or swc would do as well. */
const { stripTypeScriptTypes } = require('node:module');

exports.process = (source) => ({ code: stripTypeScriptTypes(source) });
