import { validationFailure } from '@burgee/contracts';
import type { z } from 'zod';

/** A part of a feature without an exact counterpart here. The whole feature is omitted, because a part of it would behave differently. */
export type ImportProblem = {
  /** Its name, or its place in the list if its name cannot be read. */
  readonly feature: string;
  /** The part, such as `strategy "byTenant"`. */
  readonly construct: string;
  readonly message: string;
};

/** Records a problem. The caller may return anything afterwards, because the feature will not be used. */
export type Report = (construct: string, message: string) => void;

/** Parses a part of a feature, and reports every problem. */
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

/** Reports a text that does not fit a schema, such as a name that cannot be a key. */
export function reportUnless(schema: z.ZodType, text: string, construct: string, report: Report): void {
  const messages: string[] = [];
  const parsed = parseOrReport(schema, text, construct, (_part, message) => messages.push(message));
  // Keys are stored in one Unicode form, but applications use the name in Unleash's form.
  if (parsed !== undefined && parsed !== text) messages.push("must be in Unicode's normalization form C");
  if (messages.length > 0) report(construct, messages.join('; '));
}
