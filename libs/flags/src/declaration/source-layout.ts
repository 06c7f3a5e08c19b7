import { jsonKind, type JsonValue } from '../json.ts';
import { compareTexts } from './compare-texts.ts';
import { firstFitting, group, ifBroken, indent, join, type Layout, line, mustBreak, softLine } from './layout.ts';
import { quoteKey, quoteText } from './source-text.ts';

/** Longer arguments are broken out of their call before the call moves to the next line. */
const SHORT_ARGUMENT = 30;
/** Nothing is gained by a break behind a name that is shorter. */
const SHORT_NAME = 5;

/** An expression, and what its kind means for the lines around it. */
export type Expression = {
  readonly kind: 'text' | 'object' | 'list' | 'constant' | 'call';
  readonly layout: Layout;
  /** A call that is better moved to the next line than broken. */
  readonly isShortCall?: boolean;
};

/** A JSON value, with sorted names: a database does not keep their order. */
export function valueExpression(value: JsonValue): Expression {
  if (typeof value === 'string') return { kind: 'text', layout: quoteText(value) };
  if (Array.isArray(value)) return { kind: 'list', layout: listLayout(value) };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => compareTexts(a, b));
    return objectExpression(entries.map(([name, inner]) => propertyLayout(name, valueExpression(inner))));
  }
  return { kind: 'constant', layout: typeof value === 'number' ? numberText(value) : String(value) };
}

function numberText(number: number): string {
  // Prettier writes 1e21 without the plus.
  return JSON.stringify(number).replace('e+', 'e');
}

export function objectExpression(properties: readonly Layout[]): Expression {
  if (properties.length === 0) return { kind: 'object', layout: '{}' };
  const content = [indent([line, ...join([',', line], properties)]), ifBroken(','), line];
  return { kind: 'object', layout: group(['{', ...content, '}']) };
}

function listLayout(items: readonly JsonValue[]): Layout {
  if (items.length === 0) return '[]';
  if (items.length > 1 && items.every((item) => typeof item === 'number')) {
    return group(['[', indent([softLine, { kind: 'fill', words: items.map(numberText) }]), softLine, ']']);
  }
  const layouts = items.map((item) => valueExpression(item).layout);
  const content = [indent([softLine, ...join([',', line], layouts)]), ifBroken(','), softLine];
  return group(['[', ...content, ']'], isTable(items));
}

/** Lists of objects, or of lists, with more than one element each have a line for each. */
function isTable(items: readonly JsonValue[]): boolean {
  const kind = jsonKind(items[0]);
  if (items.length < 2 || (kind !== 'list' && kind !== 'object')) return false;
  return items.every((item) => jsonKind(item) === kind && Object.keys(item as object).length > 1);
}

/** `name: value` in an object. */
export function propertyLayout(name: string, { kind, layout, isShortCall = false }: Expression): Layout {
  const key = quoteKey(name);
  const isShortName = key.length < SHORT_NAME;
  if (kind === 'text' ? isShortName : layout === 'true' || layout === 'false') return group([key, ': ', layout]);
  if (kind === 'text' || isShortCall) return group([key, ':', group(indent([line, layout]))]);
  const breakBefore = group(indent(line));
  return group([key, ':', breakBefore, indent(layout, breakBefore)]);
}

/** `callee(...args)`. @param typeArgument of a generic function. */
export function callExpression(callee: string, args: readonly Expression[], typeArgument: Layout = ''): Expression {
  const [only] = args;
  const isShortCall =
    args.length === 0 || (args.length === 1 && only !== undefined && typeArgument === '' && isShortArgument(only));
  return { kind: 'call', layout: group([callee, typeArgument, argumentsLayout(args)]), isShortCall };
}

function isShortArgument({ kind, layout }: Expression): boolean {
  if (kind === 'text') return typeof layout === 'string' && layout.length <= SHORT_ARGUMENT;
  return kind === 'constant';
}

function argumentsLayout(args: readonly Expression[]): Layout {
  const last = args.at(-1);
  if (!last) return '()';
  const layouts = args.map(({ layout }) => layout);
  const before = layouts.slice(0, -1);
  if (!isHugging(last, args.at(-2))) {
    return group(['(', indent([softLine, ...join([',', line], layouts)]), ifBroken(','), softLine, ')']);
  }
  const hugged = ['(', ...join(', ', [...before, group(last.layout, true)]), ')'];
  const allBroken = group(['(', indent([line, ...join([',', line], layouts), ',']), line, ')'], true);
  if (before.some(mustBreak)) return allBroken;
  return firstFitting(['(', ...join([',', line], layouts), ')'], hugged, allBroken);
}

/** Whether the brackets of the last argument stay in the lines of those of the call. */
function isHugging({ kind, layout }: Expression, before: Expression | undefined): boolean {
  const isEmpty = layout === '{}' || layout === '[]';
  return (kind === 'object' || kind === 'list') && !isEmpty && before?.kind !== kind;
}
