import { EnvironmentKey } from '@burgee/contracts';
import { z } from 'zod';

/** Schemas that parse the text of query strings. */
export const inEnvironment = z.strictObject({ environment: EnvironmentKey.optional() });

export const WholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);
export const Bool = z.enum(['true', 'false']).transform((text) => text === 'true');
