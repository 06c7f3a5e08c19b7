import { z } from 'zod';

export const JsonValue = z.json();
export type JsonValue = z.infer<typeof JsonValue>;

export const FlagType = z.enum(['boolean', 'string', 'number', 'json']);
export type FlagType = z.infer<typeof FlagType>;
