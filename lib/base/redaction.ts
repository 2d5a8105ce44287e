/**
 * What must not be logged, taken out: the data of Secrets, credentials, and the values of options marked secret.
 *
 * Pure, and never throws: whatever a record's fields are – errors, cycles, getters that throw – comes out as plain JSON data.
 */

/** What stands where something was taken out. */
export const REDACTED = '[redacted]';
