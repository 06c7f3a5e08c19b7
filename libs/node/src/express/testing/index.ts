export { createTestFlags, type TestFlags } from './create-test-flags.ts';
