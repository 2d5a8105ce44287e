/**
 * Gives every wait of the specs that names no time-out of its own more time than a user's test has: what takes long on a busy
 * machine isn't wrong, and what never comes is told soon enough.
 */
process.env.TSKUBEOP_TEST_TIMEOUT_SECONDS ??= '30';
