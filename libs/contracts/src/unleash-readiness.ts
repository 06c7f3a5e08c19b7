import { z } from 'zod';
import { Flips } from './agent.ts';
import { FlagRef, Reason } from './flag.ts';
import { Revision } from './ids.ts';

/** A sentence that says why Unleash's SDKs do not get the flag; `null` if they do. */
const Why = z.string().nullable();

/** Whether the server SDKs of Unleash can evaluate a flag with the same results. */
export const UnleashReadiness = z.strictObject({
  /** By the major version of Unleash's client specification that an SDK supports. */
  specifications: z.array(z.strictObject({ specification: z.int(), why: Why })),
  /** The effect of a conversion to Unleash's hash; `null` if there is nothing to convert. */
  conversion: z
    .strictObject({
      /** Made-up users without attributes, before and after. */
      flips: Flips,
      /** With the newest specification, after the conversion. */
      why: Why,
    })
    .nullable(),
});
export type UnleashReadiness = z.infer<typeof UnleashReadiness>;

export const ConvertToUnleashInput = FlagRef.extend({ revision: Revision.optional(), reason: Reason.optional() });
export type ConvertToUnleashInput = z.infer<typeof ConvertToUnleashInput>;
