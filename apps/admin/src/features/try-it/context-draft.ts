import type { EvaluationContext } from '@burgee/contracts';

/** The type of an attribute in the form. Flags treat a date as text; only the form checks its format. */
export type AttributeType = 'text' | 'number' | 'boolean' | 'date' | 'list';

export type AttributeRow = {
  /** Identifies the row while it is edited; it is not part of the context. */
  readonly id: string;
  readonly name: string;
  readonly type: AttributeType;
  /** The typed text; a list has one item per line. */
  readonly text: string;
};

/** A context while it is edited: the shared state of the form and the JSON. */
export type ContextDraft = {
  readonly userId: string;
  readonly sessionId: string;
  readonly testRunId: string;
  readonly rows: readonly AttributeRow[];
};

export const EMPTY_DRAFT: ContextDraft = { userId: '', sessionId: '', testRunId: '', rows: [] };

const IDS = ['userId', 'sessionId', 'testRunId'] as const;

/** The context to evaluate. Omits rows without a name and rows whose text does not parse. */
export function draftToContext(draft: ContextDraft): EvaluationContext {
  const ids = IDS.flatMap((name) => (draft[name] === '' ? [] : [[name, draft[name]] as const]));
  const attributes = draft.rows.flatMap((row) => {
    const value = row.name === '' ? undefined : parseRowValue(row);
    return value === undefined ? [] : [[row.name, value] as const];
  });
  // fromEntries, because an attribute may be called __proto__.
  return Object.fromEntries([...ids, ...attributes]);
}

/** Creates a draft from a context. Ids that are not text become attribute rows, so that the invalid value stays visible. */
export function contextToDraft(context: EvaluationContext, newId: () => string): ContextDraft {
  const entries = Object.entries(context);
  const isId = (name: string, value: unknown) => isIdName(name) && typeof value === 'string' && value !== '';
  const ids = Object.fromEntries(entries.filter(([name, value]) => isId(name, value)));
  const rows = entries
    .filter(([name, value]) => !isId(name, value))
    .map(([name, value]) => attributeRow(name, value, newId()));
  return { ...EMPTY_DRAFT, ...ids, rows };
}

export type ReadJson =
  | { readonly isValid: true; readonly context: EvaluationContext }
  | { readonly isValid: false; readonly problem: string };

/** Parses a context from JSON text, or describes the problem with it. */
export function readContext(text: string): ReadJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalidContext('This is not valid JSON yet.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalidContext('A context is an object, such as {"userId": "ann"}.');
  }
  const wrong = Object.entries(value).find(([name, one]) => name === '' || !isAttribute(one));
  if (!wrong) return { isValid: true, context: value as EvaluationContext };
  if (wrong[0] === '') return invalidContext('An attribute has no name.');
  return invalidContext(`"${wrong[0]}" must be text, a number, true or false, or a list of texts.`);
}

export function contextJson(context: EvaluationContext): string {
  return JSON.stringify(context, null, 2);
}

/** The problem with a row's text; `undefined` while it is empty or valid. */
export function rowProblem(row: AttributeRow): string | undefined {
  if (row.text === '' || parseRowValue(row) !== undefined) return undefined;
  return row.type === 'number' ? 'Use a number.' : 'Use ISO 8601, such as 2027-01-31T12:00:00Z.';
}

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

function parseRowValue({ type, text }: AttributeRow): string | number | boolean | readonly string[] | undefined {
  if (type === 'text') return text;
  if (type === 'boolean') return text === 'true';
  if (type === 'list') return text === '' ? [] : text.split('\n');
  if (type === 'date') return DATE.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

function attributeRow(name: string, value: unknown, id: string): AttributeRow {
  if (typeof value === 'number') return { id, name, type: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value === 'boolean') return { id, name, type: 'boolean', text: String(value) };
  if (Array.isArray(value)) return { id, name, type: 'list', text: value.join('\n') };
  const text = String(value);
  return { id, name, type: DATE.test(text) && !Number.isNaN(Date.parse(text)) ? 'date' : 'text', text };
}

function isIdName(name: string): boolean {
  return (IDS as readonly string[]).includes(name);
}

/** Refuses lists of texts with line breaks, because the form shows one item per line. */
function isAttribute(value: unknown): boolean {
  if (Array.isArray(value)) return isPlainList(value);
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
}

function isPlainList(value: readonly unknown[]): boolean {
  const isOne = (item: unknown) => typeof item === 'string' && !item.includes('\n');
  return value.every(isOne) && !(value.length === 1 && value[0] === '');
}

function invalidContext(problem: string): ReadJson {
  return { isValid: false, problem };
}
