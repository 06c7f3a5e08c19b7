import { config } from 'zod/v4/core';

// By default, Zod probes whether it may compile schemas to code. A strict content security policy refuses that and logs a
// violation in every visitor's console, so the probe is disabled. Import this module before any schema.
config({ jitless: true });
