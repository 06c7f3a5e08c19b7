import { validationFailure } from '@burgee/contracts';
import type { z } from 'zod';

/** What of a feature has no exact counterpart here. The feature is not imported at all: half of it would be another feature. */
export type ImportProblem = {
  /** Its name, or its place in the list where it has none that can be read. */
  readonly feature: string;
  /** The part of it that is meant, like `strategy "byTenant"`. */
  readonly construct: string;
  readonly message: string;
};

/** Notes a problem. Whoever reports may return anything: nothing of that feature is used. */
export type Report = (construct: string, message: string) => void;

/** Reports a text that cannot be what it has to be, like a name that cannot be a key. */
export function reportUnless(schema: z.ZodType, text: string, construct: string, report: Report): void {
  const parsed = schema.safeParse(text);
  if (parsed.success) return;
  report(
    construct,
    validationFailure(parsed.error)
      .details.map(({ message }) => message)
      .join('; '),
  );
}
