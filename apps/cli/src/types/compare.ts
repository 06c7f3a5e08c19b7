import { isSameJson, type JsonValue } from '@burgee/contracts';
import { fallbackOf } from '@burgee/flags/declaration';
import { type AttributeUse, attributeUses, isDeclaredFor, usualType } from './attributes.ts';
import type { Declaration, DeclaredAttribute, DeclaredFlag } from './declaration.ts';
import { jsonTypeProblem } from './json-type-problem.ts';
import type { FlagOfSource, FlagSource } from './source.ts';

type DifferenceKind = 'removed' | 'new' | 'type' | 'values' | 'fallback' | 'attribute';

/** A difference between code and server. */
export type Difference = {
  readonly kind: DifferenceKind;
  /** The key of a flag, or the name of an attribute. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Continues the name to a sentence. */
  readonly message: string;
};

type Found = Pick<Difference, 'kind' | 'message'>;

/** Differences in the order of their lines. */
export function compare(declaration: Declaration, source: FlagSource): Difference[] {
  const { file, flags, line } = declaration;
  const served = new Map(source.flags.map((flag) => [flag.key as string, flag]));
  const declared = new Set(flags.map(({ key }) => key));
  const inCode = flags.flatMap((flag) => {
    const found = flagDifference(flag, served.get(flag.key), declaration);
    return found ? [{ ...found, name: flag.key, file, line: flag.line }] : [];
  });
  const onlyOnServer = source.flags
    .filter(({ key }) => !declared.has(key))
    .map(({ key, type }) => {
      return { kind: 'new' as const, name: key, file, line, message: `is not declared: a flag of type ${type}` };
    });
  return [...inCode, ...onlyOnServer, ...attributeDifferences(declaration, source)].sort((a, b) => a.line - b.line);
}

function flagDifference(
  flag: DeclaredFlag,
  served: FlagOfSource | undefined,
  { isGenerated }: Declaration,
): Found | undefined {
  if (!served) return { kind: 'removed', message: 'does not exist there, or is archived' };
  if (flag.type !== served.type) {
    return { kind: 'type', message: `is declared as ${flag.type}, and on the server it is ${served.type}` };
  }
  const values = valuesDifference(flag, served);
  if (values) return { kind: 'values', message: values };
  const fallback = fallbackOf(served);
  // A fallback that was chosen by hand may differ from the off value.
  if (!isGenerated || flag.fallback === undefined || isSameJson(flag.fallback, fallback)) return undefined;
  return { kind: 'fallback', message: `has the fallback ${show(flag.fallback)}, and on the server ${show(fallback)}` };
}

function valuesDifference({ values, jsonType }: DeclaredFlag, { variants }: FlagOfSource): string | undefined {
  const served = variants.map(({ value }) => value);
  if (values) {
    const known = new Set(values);
    const isSame = known.size === new Set(served).size && served.every((value) => known.has(value));
    return isSame ? undefined : `has the values ${showAll(values)}, and on the server ${showAll(served)}`;
  }
  for (const { key, value } of variants) {
    const problem = jsonType && jsonTypeProblem(jsonType, value);
    if (problem) return `has another shape on the server: in the variant "${key}", ${problem}`;
  }
  return undefined;
}

function attributeDifferences({ file, line, attributes }: Declaration, source: FlagSource): Difference[] {
  // Without a declaration, any attribute is accepted.
  if (!attributes) return [];
  const declared = new Map(attributes.map((attribute) => [attribute.name, attribute]));
  return [...attributeUses(source)].flatMap(([name, use]): Difference[] => {
    const attribute = declared.get(name);
    if (attribute && isDeclaredFor(use, attribute)) return [];
    const message = attribute
      ? describeMismatch(attribute, use)
      : `is used by rules, and is not declared as an attribute of contexts: ${usualType(use)}`;
    return [{ kind: 'attribute', name, file, line: attribute?.line ?? line, message }];
  });
}

function describeMismatch({ type, values }: DeclaredAttribute, { operators, members }: AttributeUse): string {
  const declared = values ? `one of ${showAll(values)}` : type;
  const compared = members.size > 0 ? ` (${showAll([...members])})` : '';
  return `is declared as ${declared}, and rules use it with ${[...operators].sort().join(', ')}${compared}`;
}

function showAll(values: readonly JsonValue[]): string {
  return [...new Set(values.map(show))].sort().join(', ');
}

function show(value: JsonValue): string {
  return JSON.stringify(value);
}
