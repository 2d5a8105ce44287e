/**
 * The name that a kind has in paths and permissions, guessed from the kind's as Kubernetes does, for those who can't ask a server.
 */

/** Kinds whose names in paths follow no rule. */
const IRREGULAR: Readonly<Record<string, string>> = Object.freeze({ Endpoints: 'endpoints' });

/** `pods` for Pod, `networkpolicies` for NetworkPolicy, `ingresses` for Ingress. */
export function guessedPlural(kind: string): string {
  const known = Object.hasOwn(IRREGULAR, kind) ? IRREGULAR[kind] : undefined;
  if (known !== undefined) return known;
  const singular = kind.toLowerCase();
  if (/(s|x|z|ch|sh)$/.test(singular)) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
