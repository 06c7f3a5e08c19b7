/** The bundle for pages of the rows in browsers. */
export { createFlagClient } from '@burgee/client';
export { sessionOverrides } from '@burgee/client/overrides';
