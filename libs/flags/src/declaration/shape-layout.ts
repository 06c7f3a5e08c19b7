import { group, ifBroken, indent, join, type Layout, line, softLine } from './layout.ts';
import type { Shape } from './shape.ts';
import { quoteName } from './source-text.ts';

/** The type argument of a generic call: `<{ perDay: number }>`. */
export function typeArgumentLayout(shape: Shape): Layout {
  const types = typesOf(shape);
  const isHugging = isHuggingUnion(shape) || (types.length === 1 && (shape.fields?.size ?? 0) > 0);
  if (isHugging) return ['<', shapeLayout(shape), '>'];
  return group(['<', indent([softLine, unionOf(types)]), softLine, '>']);
}

/** The type of values of a shape. */
function shapeLayout(shape: Shape): Layout {
  const types = typesOf(shape);
  if (types.length === 1 || isHuggingUnion(shape)) return join(' | ', types);
  return group(indent([softLine, unionOf(types)]));
}

function typesOf({ primitives, items, fields }: Shape): Layout[] {
  const types = [
    ...primitives.filter((kind) => kind !== 'null'),
    ...(items ? [listType(items)] : []),
    ...(fields ? [objectType(fields)] : []),
    ...primitives.filter((kind) => kind === 'null'),
  ];
  return types.length > 0 ? types : ['unknown'];
}

/** With a bar before the first type if there is one in each line. */
function unionOf(types: readonly Layout[]): Layout {
  if (types.length === 1) return types;
  return group([
    ifBroken('| '),
    ...join(
      [line, '| '],
      types.map((type) => indent(type)),
    ),
  ]);
}

/** An object that may also be `null` is formatted like an object. */
function isHuggingUnion({ primitives, items, fields }: Shape): boolean {
  return !items && (fields?.size ?? 0) > 0 && primitives.length === 1 && primitives[0] === 'null';
}

function listType(items: Shape): Layout {
  const types = typesOf(items);
  if (types.length === 1) return [types, '[]'];
  if (isHuggingUnion(items)) return ['(', ...join(' | ', types), ')[]'];
  return ['(', group([indent([softLine, unionOf(types)]), softLine]), ')[]'];
}

function objectType(fields: NonNullable<Shape['fields']>): Layout {
  if (fields.size === 0) return 'Record<string, unknown>';
  const members = [...fields].map(([name, { shape, isOptional }]) => {
    return [quoteName(name), isOptional ? '?: ' : ': ', shapeLayout(shape)];
  });
  return group(['{', indent([line, ...join([';', line], members)]), ifBroken(';'), line, '}']);
}
