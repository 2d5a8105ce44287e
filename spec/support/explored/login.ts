/**
 * How the example `login` is explored.
 */

import { declarationsOf } from 'tskubeop/testing';
import { EnvironmentLogin } from '../../../examples/login/environment.ts';
import { Greeting } from '../../../examples/login/greeting.ts';
import { changed, type Made } from './example-parts.ts';

/** See the file's comment. */
export function login(): Made {
  // A run's server lets in only its own administrator: what has logged in is not what requests are made with.
  class LogsIn extends EnvironmentLogin {
    override onLogin() {
      super.onLogin();
      return undefined as never;
    }
  }
  const before = { CLUSTER_SERVER: process.env.CLUSTER_SERVER, CLUSTER_TOKEN: process.env.CLUSTER_TOKEN };
  Object.assign(process.env, { CLUSTER_SERVER: 'http://127.0.0.1:1', CLUSTER_TOKEN: 'sesame' });
  const end = () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  const scenario = changed(Greeting, { name: 'world' }, { name: 'moon' });
  const options = { operator: () => new LogsIn(Greeting), workloads: false };
  return { scenario, options, declarations: declarationsOf(Greeting), end };
}
