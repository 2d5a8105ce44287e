/**
 * The operator's options out of the environment: `--create-crd` is TSKUBEOP_CREATE_CRD, and so on for each declared option.
 * Pure; the command line outranks what is found here.
 */
import { nearestName } from '../base/nearest-name.ts';
import { type KnownOption, VARIABLE_PREFIX } from './known-options.ts';

/** What the environment says. */
export interface EnvironmentArguments {
  /** The text of each option whose variable is set. */
  readonly texts: ReadonlyMap<KnownOption, string>;
  /** One line for each variable that is nobody's. */
  readonly warnings: readonly string[];
}

/** Switches of the SDK's own tests. */
const TEST_PREFIX = `${VARIABLE_PREFIX}TEST_`;

/** The variables that Kubernetes sets in every Pod for a Service called `tskubeop` or `tskubeop-…`. */
const SERVICE_LINK = /^TSKUBEOP_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\//;

/** Reads the environment by the table of known options. */
export function readEnvironment(env: NodeJS.ProcessEnv, options: readonly KnownOption[]): EnvironmentArguments {
  const known = new Map(options.map((option) => [option.variable, option]));
  const texts = new Map<KnownOption, string>();
  const warnings: string[] = [];
  for (const [variable, text] of Object.entries(env).sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (text === undefined || !variable.startsWith(VARIABLE_PREFIX)) continue;
    const option = known.get(variable);
    if (SERVICE_LINK.test(variable) && (!option || SERVICE_ADDRESS.test(text))) continue;
    if (option) texts.set(option, text);
    else if (!variable.startsWith(TEST_PREFIX)) warnings.push(unknownVariable(variable, known.keys()));
  }
  return { texts, warnings };
}

function unknownVariable(variable: string, known: Iterable<string>): string {
  const names = [...known].map((name) => name.slice(VARIABLE_PREFIX.length));
  const nearest = nearestName(variable.slice(VARIABLE_PREFIX.length), names);
  return `${variable} belongs to no option${nearest === undefined ? '' : `; did you mean ${VARIABLE_PREFIX}${nearest}?`}`;
}
