import type { EvaluationContext } from '@burgee/contracts';

/** A context as Unleash's SDKs take it. */
export type UnleashContext = {
  readonly [field: string]: unknown;
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
};

/** What the evaluator calls ids: an empty one is none, since here it would be invalid. */
const IDS = ['userId', 'sessionId', 'testRunId'];

/**
 * The same context in our shape: every field as text, properties where there is no field of that name. An empty text
 * is a field and hides the property. `now` is the context's own time, `NaN` (no date is before or after it) where that
 * cannot be read, and absent where the context has none.
 */
export function contextFromUnleash(context: UnleashContext): { context: EvaluationContext; now?: number } {
  const { properties, ...fields } = context;
  const values = new Map(Object.entries(properties ?? {}));
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined) values.set(name, value);
  }
  const texts = new Map<string, string>();
  for (const [name, value] of values) {
    const text = textOf(value);
    if (text !== undefined && !(text === '' && IDS.includes(name))) texts.set(name, text);
  }
  const flat: EvaluationContext = Object.fromEntries(texts);
  const time = texts.get('currentTime');
  return time === undefined ? { context: flat } : { context: flat, now: Date.parse(time) };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof Date ? timeOf(value) : undefined;
}

function timeOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? String(date) : date.toISOString();
}
