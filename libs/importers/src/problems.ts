import { validationFailure } from '@burgee/contracts';
import type { z } from 'zod';

/** A part of a feature that has no exact counterpart here. The feature is not imported at all: half of it would be another feature. */
export type ImportProblem = {
  /** Its name, or its place in the list if its name cannot be read. */
  readonly feature: string;
  /** The part of it, like `strategy "byTenant"`. */
  readonly construct: string;
  readonly message: string;
};

/** Notes a problem. The caller may return anything afterwards: nothing of that feature is used. */
export type Report = (construct: string, message: string) => void;

/** Parses a part of a feature, and reports everything that is wrong with it. */
export function parseOrReport<T extends z.ZodType>(
  schema: T,
  value: unknown,
  construct: string,
  report: Report,
): z.infer<T> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of validationFailure(parsed.error).details) report(path || construct, message);
  return undefined;
}

/** Reports a text that cannot be what it has to be, like a name that cannot be a key. */
export function reportUnless(schema: z.ZodType, text: string, construct: string, report: Report): void {
  const messages: string[] = [];
  const parsed = parseOrReport(schema, text, construct, (_part, message) => messages.push(message));
  // Keys are stored in one Unicode form, but applications ask for the name as Unleash has it.
  if (parsed !== undefined && parsed !== text) messages.push("must be in Unicode's normalization form C");
  if (messages.length > 0) report(construct, messages.join('; '));
}
