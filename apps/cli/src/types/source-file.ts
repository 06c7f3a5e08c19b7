import { parse } from '@babel/parser';
import type { Expression, Node, Program, TSInterfaceDeclaration, TSTypeAliasDeclaration } from '@babel/types';
import { Complaint, STATUS } from '../world.ts';

type TypeDeclaration = TSInterfaceDeclaration | TSTypeAliasDeclaration;

/** A parsed file of TypeScript or JavaScript. */
export type SourceFile = {
  /** For messages. */
  readonly file: string;
  readonly program: Program;
  /** The names that the file gives to imports from `@burgee/flags`, and what they are there. */
  readonly imports: ReadonlyMap<string, string>;
  /** The values of its top-level constants. */
  readonly constants: ReadonlyMap<string, Expression>;
  readonly types: ReadonlyMap<string, TypeDeclaration>;
};

/** The import of everything as one object. */
const EVERYTHING = '*';

/** @param file for messages. @throws Complaint with the line of a syntax error. */
export function parseSource(text: string, file: string): SourceFile {
  const program = parseProgram(text, file);
  const imports = new Map<string, string>();
  const constants = new Map<string, Expression>();
  const types = new Map<string, TypeDeclaration>();
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration' && statement.source.value === '@burgee/flags') {
      for (const specifier of statement.specifiers) imports.set(specifier.local.name, importedName(specifier));
    }
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type === 'VariableDeclaration' && declaration.kind === 'const') {
      for (const { id, init } of declaration.declarations) {
        if (id.type === 'Identifier' && init) constants.set(id.name, init);
      }
    }
    if (declaration?.type === 'TSInterfaceDeclaration' || declaration?.type === 'TSTypeAliasDeclaration') {
      types.set(declaration.id.name, declaration);
    }
  }
  return { file, program, imports, constants, types };
}

function parseProgram(text: string, file: string): Program {
  try {
    return parse(text, { sourceType: 'module', plugins: /x$/.test(file) ? ['typescript', 'jsx'] : ['typescript'] })
      .program;
  } catch (error) {
    const { message, loc } = error as SyntaxError & { readonly loc?: { readonly line: number } };
    // The message ends with the line and the column.
    const problem = message.replace(/ \(\d+:\d+\)$/, '');
    throw new Complaint(`${file}:${loc?.line ?? 1} cannot be parsed: ${problem}`, STATUS.usage);
  }
}

type Specifier = Extract<Program['body'][number], { type: 'ImportDeclaration' }>['specifiers'][number];

function importedName(specifier: Specifier): string {
  if (specifier.type !== 'ImportSpecifier') return EVERYTHING;
  const { imported } = specifier;
  return imported.type === 'Identifier' ? imported.name : imported.value;
}

/** `flag.boolean` for a call of that function, even if the file imports it by another name; `undefined` for no call. */
export function calledName(source: SourceFile, node: Node): string | undefined {
  return node.type === 'CallExpression' ? pathName(source, node.callee) : undefined;
}

function pathName(source: SourceFile, node: Node): string | undefined {
  if (node.type === 'Identifier') return source.imports.get(node.name) ?? node.name;
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return undefined;
  const object = pathName(source, node.object);
  return object === EVERYTHING ? node.property.name : object && `${object}.${node.property.name}`;
}

/** The expression itself: without `as const` and the like, and the value of a constant instead of its name. */
export function resolveExpression(source: SourceFile, node: Node, depth = 0): Node {
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression' || node.type === 'TSNonNullExpression') {
    return resolveExpression(source, node.expression, depth);
  }
  const value = node.type === 'Identifier' ? source.constants.get(node.name) : undefined;
  // A constant may refer to itself, which is an error that the compiler reports.
  return value && depth < MAX_DEPTH ? resolveExpression(source, value, depth + 1) : node;
}

const MAX_DEPTH = 20;

/** Every node of the program, each before those inside it. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of Object.values(node) as unknown[]) {
    for (const item of Array.isArray(child) ? (child as unknown[]) : [child]) if (isNode(item)) yield* nodesOf(item);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

export function lineOf({ loc }: Node): number {
  return loc?.start.line ?? 1;
}
