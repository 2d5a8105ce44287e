/**
 * Says in one line what to do when this Node is too old to run TypeScript. Plain, old JavaScript: it must load where nothing else does.
 */
'use strict';

var needed = [22, 19];
var found = process.versions.node.split('.').map(Number);

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    `tskubeop needs Node ${needed.join('.')} or newer and this is ${process.version}: ` +
      'run `npm rebuild node --ignore-scripts=false`, which installs the Node that package.json names, or update your own\n',
  );
  process.exitCode = 1;
}
