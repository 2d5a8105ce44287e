import { expect } from 'chai';
import { commandArguments, commandHelp } from '../../lib/cli/command-arguments.ts';
import { COMMANDS } from '../../lib/cli/commands.ts';

describe('COMMANDS', () => {
  it('are those of the documentation, each with a help of its own', () => {
    expect(COMMANDS.map(({ name }) => name)).to.deep.equal(['cluster', 'crd', 'explain', 'manifests', 'hooks', 'release']);
    for (const command of COMMANDS)
      expect(commandHelp(command)).to.match(new RegExp(`^Usage: tskubeop ${command.name} .*(FILE…|NAME|\\[options\\])`));
  });

  it('have the defaults that their help tells of', () => {
    expect(COMMANDS.map((command) => commandArguments(command, ['f']).options)).to.deep.equal([
      { port: 0, watch: false },
      {},
      { json: false },
      {
        scope: 'cluster',
        createCrd: false,
        createNamespace: false,
        leaderElect: false,
        shards: false,
        service: false,
        serviceMonitor: false,
        stopSeconds: 20,
      },
      {},
      { external: false },
    ]);
  });
});
