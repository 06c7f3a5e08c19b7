/** The former name of `@burgee/node/express/testing`. */
export { createTestFlags, type TestFlags } from '@burgee/node/express/testing';
