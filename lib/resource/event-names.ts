/**
 * The names of watch events, as pykubeop exports them.
 */

/** An object came. */
export const KUBERNETES_EVENT_ADDED = 'ADDED';

/** An object changed. */
export const KUBERNETES_EVENT_MODIFIED = 'MODIFIED';

/** An object went. */
export const KUBERNETES_EVENT_DELETED = 'DELETED';
