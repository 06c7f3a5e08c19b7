import type { EvaluationContext } from '@burgee/contracts';

/** What an attribute is, as the form lets one choose. A date is text to a flag, checked here. */
export type AttributeType = 'text' | 'number' | 'boolean' | 'date' | 'list';

export type AttributeRow = {
  /** Tells rows apart while they are edited; it goes nowhere. */
  readonly id: string;
  readonly name: string;
  readonly type: AttributeType;
  /** As it is typed; of a list one item a line. */
  readonly text: string;
};

/** A context while it is typed: the one state behind the form and the JSON. */
export type ContextDraft = {
  readonly userId: string;
  readonly sessionId: string;
  readonly testRunId: string;
  readonly rows: readonly AttributeRow[];
};

export const EMPTY_DRAFT: ContextDraft = { userId: '', sessionId: '', testRunId: '', rows: [] };

const IDS = ['userId', 'sessionId', 'testRunId'] as const;

/** What would be asked with. Rows without a name, and those whose text is no value, are left out. */
export function contextOf(draft: ContextDraft): EvaluationContext {
  const ids = IDS.flatMap((name) => (draft[name] === '' ? [] : [[name, draft[name]] as const]));
  const attributes = draft.rows.flatMap((row) => {
    const value = row.name === '' ? undefined : readRow(row);
    return value === undefined ? [] : [[row.name, value] as const];
  });
  // fromEntries: an attribute may be called __proto__, and is a name like any other.
  return Object.fromEntries([...ids, ...attributes]);
}

/** The form for a context. Ids that are no text are shown as attributes: a flag calls them wrong, and that is to be seen. */
export function draftOf(context: EvaluationContext, newId: () => string): ContextDraft {
  const entries = Object.entries(context);
  const isId = (name: string, value: unknown) => isIdName(name) && typeof value === 'string' && value !== '';
  const ids = Object.fromEntries(entries.filter(([name, value]) => isId(name, value)));
  const rows = entries
    .filter(([name, value]) => !isId(name, value))
    .map(([name, value]) => rowOf(name, value, newId()));
  return { ...EMPTY_DRAFT, ...ids, rows };
}

export type ReadJson =
  | { readonly isValid: true; readonly context: EvaluationContext }
  | { readonly isValid: false; readonly problem: string };

/** A context out of text, or what is wrong with it. */
export function readContext(text: string): ReadJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid('This is no JSON yet.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid('A context is an object, like {"userId": "ann"}.');
  }
  const wrong = Object.entries(value).find(([name, one]) => name === '' || !isAttribute(one));
  if (!wrong) return { isValid: true, context: value as EvaluationContext };
  if (wrong[0] === '') return invalid('An attribute has no name.');
  return invalid(`"${wrong[0]}" must be a text, a number, true or false, or a list of texts.`);
}

export function textOfContext(context: EvaluationContext): string {
  return JSON.stringify(context, null, 2);
}

/** What is wrong with a row, for who typed it; nothing while it is still empty. */
export function problemOfRow(row: AttributeRow): string | undefined {
  if (row.text === '' || readRow(row) !== undefined) return undefined;
  return row.type === 'number' ? 'Use a number.' : 'Use ISO 8601, like 2027-01-31T12:00:00Z.';
}

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

function readRow({ type, text }: AttributeRow): string | number | boolean | readonly string[] | undefined {
  if (type === 'text') return text;
  if (type === 'boolean') return text === 'true';
  if (type === 'list') return text === '' ? [] : text.split('\n');
  if (type === 'date') return DATE.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

function rowOf(name: string, value: unknown, id: string): AttributeRow {
  if (typeof value === 'number') return { id, name, type: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value === 'boolean') return { id, name, type: 'boolean', text: String(value) };
  if (Array.isArray(value)) return { id, name, type: 'list', text: value.join('\n') };
  const text = String(value);
  return { id, name, type: DATE.test(text) && !Number.isNaN(Date.parse(text)) ? 'date' : 'text', text };
}

function isIdName(name: string): boolean {
  return (IDS as readonly string[]).includes(name);
}

/** A list whose texts have several lines could not be shown one item a line. */
function isAttribute(value: unknown): boolean {
  if (Array.isArray(value)) return isPlainList(value);
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
}

function isPlainList(value: readonly unknown[]): boolean {
  const isOne = (item: unknown) => typeof item === 'string' && !item.includes('\n');
  return value.every(isOne) && !(value.length === 1 && value[0] === '');
}

function invalid(problem: string): ReadJson {
  return { isValid: false, problem };
}
