import { compareTexts } from './compare-texts.ts';
import { attributeExpression, flagExpression, type SourceAttribute, type SourceFlag } from './definitions.ts';
import { renderLayout } from './render-layout.ts';
import { type Expression, propertyLayout } from './source-layout.ts';
import { docComment } from './source-text.ts';

const WIDTH = 120;

/**
 * Returns the file that declares these flags and attributes, as Prettier formats it with single quotes and a width of 120.
 * The order of the flags and of their variants does not matter.
 *
 * @param comment lines for the beginning of the file.
 */
export function declarationFile(
  flags: readonly SourceFlag[],
  attributes: readonly SourceAttribute[] = [],
  comment: readonly string[] = [],
): string {
  const names = [...(attributes.length > 0 ? ['context'] : []), 'defineFlags', ...(flags.length > 0 ? ['flag'] : [])];
  const lines = [
    ...comment.map((line) => `// ${line}`),
    `import { ${names.join(', ')} } from '@burgee/flags';`,
    '',
    ...definitionLines(flags, attributes),
    '',
    "declare module '@burgee/flags' {",
    '  interface Register {',
    '    flags: typeof flags;',
    '  }',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function definitionLines(flags: readonly SourceFlag[], attributes: readonly SourceAttribute[]): string[] {
  if (attributes.length === 0) {
    const lines = flagLines(flags, 2);
    return lines.length === 0
      ? ['export const flags = defineFlags({});']
      : ['export const flags = defineFlags({', ...lines, '});'];
  }
  const lines = flagLines(flags, 4);
  return [
    'export const flags = defineFlags(',
    ...(lines.length === 0 ? ['  {},'] : ['  {', ...lines, '  },']),
    '  {',
    '    context: {',
    ...attributeLines(attributes, 6),
    '    },',
    '  },',
    ');',
  ];
}

function flagLines(flags: readonly SourceFlag[], indent: number): string[] {
  const sorted = [...flags].sort((a, b) => compareTexts(a.key, b.key));
  return sorted.flatMap((flag) => [
    ...docComment(flag.description ?? '').map((line) => ' '.repeat(indent) + line),
    propertyLine(flag.key, flagExpression(flag), indent),
  ]);
}

function attributeLines(attributes: readonly SourceAttribute[], indent: number): string[] {
  const sorted = [...attributes].sort((a, b) => compareTexts(a.name, b.name));
  return sorted.map((attribute) => propertyLine(attribute.name, attributeExpression(attribute), indent));
}

function propertyLine(name: string, expression: Expression, indent: number): string {
  const layout = [propertyLayout(name, expression), ','];
  return ' '.repeat(indent) + renderLayout(layout, { width: WIDTH, indent });
}
