/** The environment variable in which `npm test` and `npm run e2e` pass what all tests share, as JSON. */
export const SHARED = 'BURGEE_TEST_SHARED';
