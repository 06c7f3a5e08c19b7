import { config } from 'zod/v4/core';

// Zod tries whether it may compile schemas to code. A strict content security policy refuses that, and reports it in the
// console of everybody who opens the page; so it is told beforehand. This must be imported before any schema.
config({ jitless: true });
