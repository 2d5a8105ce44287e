/**
 * What the metrics of each class are labelled with. Pure, and apart from what loads prom-client.
 */

/** What the values of each class are labelled with: the kind in lower case; where two classes share it, plural and group. */
export function controllerNames(types: readonly { readonly GROUP: string; readonly PLURAL: string; readonly KIND: string }[]): string[] {
  return types.map(({ GROUP, PLURAL, KIND }) => {
    const isShared = types.filter((other) => other.KIND.toLowerCase() === KIND.toLowerCase()).length > 1;
    return isShared ? `${PLURAL}.${GROUP}` : KIND.toLowerCase();
  });
}
