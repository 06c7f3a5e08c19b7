import type { EvaluationContext } from '@burgee/contracts';

/** A context for Unleash's SDKs. */
export type UnleashContext = {
  readonly [field: string]: unknown;
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
};

/** The evaluator's ids. An empty id is dropped, because it would be invalid here. */
const IDS = ['userId', 'sessionId', 'testRunId'];

/**
 * Converts a context: every field becomes text, and a property counts if there is no field of its name. An empty text is a
 * field and hides the property. `now` is the context's own time, `NaN` (no date is before or after it) if that cannot be
 * read, and absent if the context has none.
 */
export function contextFromUnleash(context: UnleashContext): { context: EvaluationContext; now?: number } {
  const { properties, ...fields } = context;
  const values = new Map(Object.entries(properties ?? {}));
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined) values.set(name, value);
  }
  const texts = new Map<string, string>();
  for (const [name, value] of values) {
    const text = fieldText(value);
    if (text !== undefined && !(text === '' && IDS.includes(name))) texts.set(name, text);
  }
  const flat: EvaluationContext = Object.fromEntries(texts);
  const time = texts.get('currentTime');
  return time === undefined ? { context: flat } : { context: flat, now: Date.parse(time) };
}

function fieldText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof Date ? dateText(value) : undefined;
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? String(date) : date.toISOString();
}
