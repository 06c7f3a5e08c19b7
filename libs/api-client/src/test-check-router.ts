import ts from 'typescript';

export type RouterCheck = {
  /** The path of each procedure: `flags.list`. */
  readonly procedures: readonly string[];
  /** The places in inputs, outputs and errors whose type is `any` or `unknown`, and procedures that have no types at all. */
  readonly untyped: readonly string[];
};

type Walk = {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly seen: Set<ts.Type>;
  readonly untyped: string[];
};

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2024,
  types: [],
};
const host = ts.createCompilerHost(OPTIONS);
const readSource = host.getSourceFile;
/** The files that a program has read: the next one reads most of them, too. */
const parsed = new Map<string, ts.SourceFile | undefined>();
host.getSourceFile = (path, ...rest) => {
  if (!parsed.has(path)) parsed.set(path, readSource(path, ...rest));
  return parsed.get(path);
};
const UNTYPED = ts.TypeFlags.Any | ts.TypeFlags.Unknown;

/** Walks every type that a caller of the `AppRouter` of a declaration file can reach. */
export function checkRouter(file: string): RouterCheck {
  const program = ts.createProgram([file], OPTIONS, host);
  const checker = program.getTypeChecker();
  const walk: Walk = { program, checker, seen: new Set(), untyped: [] };
  const router = exportedType(walk, file, 'AppRouter');
  const procedures: string[] = [];
  for (const group of propertiesOf(find(walk, router, ['_def', 'record']))) {
    for (const procedure of propertiesOf(checker.getTypeOfSymbol(group))) {
      const path = `${group.name}.${procedure.name}`;
      procedures.push(path);
      for (const side of ['input', 'output']) {
        visit(walk, find(walk, checker.getTypeOfSymbol(procedure), ['_def', '$types', side]), `${path} ${side}`);
      }
    }
  }
  visit(walk, find(walk, router, ['_def', '_config', '$types', 'errorShape']), 'error');
  return { procedures, untyped: walk.untyped };
}

function visit(walk: Walk, type: ts.Type | undefined, path: string): void {
  const { checker, seen, untyped } = walk;
  if (!type || type.flags & UNTYPED) return void untyped.push(path);
  if (seen.has(type)) return;
  seen.add(type);
  if (type.isUnionOrIntersection()) return type.types.forEach((part) => visit(walk, part, path));
  if (!(type.flags & ts.TypeFlags.Object)) return;
  if (isBuiltIn(walk, type)) return argumentsOf(walk, type).forEach((argument) => visit(walk, argument, `${path}[]`));
  for (const property of type.getProperties())
    visit(walk, checker.getTypeOfSymbol(property), `${path}.${property.name}`);
  for (const index of checker.getIndexInfosOfType(type)) visit(walk, index.type, `${path}[]`);
  for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
    for (const { name, type: given } of parametersOf(walk, signature)) visit(walk, given, `${path}(${name})`);
    visit(walk, signature.getReturnType(), `${path}()`);
  }
}

/** Tuples, arrays, dates and the like, whose methods have parameters of type `any`. */
function isBuiltIn({ program, checker }: Walk, type: ts.Type): boolean {
  if (checker.isTupleType(type)) return true;
  const symbol = type.symbol as ts.Symbol | undefined;
  const declared = symbol?.declarations?.find(ts.isInterfaceDeclaration);
  return declared !== undefined && program.isSourceFileDefaultLibrary(declared.getSourceFile());
}

function argumentsOf({ checker }: Walk, type: ts.Type): readonly ts.Type[] {
  const all = checker.getTypeArguments(type as ts.TypeReference);
  // The other arguments of an AsyncIterable are what its end returns and what `next` accepts.
  return (type.symbol as ts.Symbol | undefined)?.name === 'AsyncIterable' ? all.slice(0, 1) : all;
}

function parametersOf({ checker }: Walk, { parameters }: ts.Signature): { name: string; type: ts.Type }[] {
  return parameters.map((parameter) => ({ name: parameter.name, type: checker.getTypeOfSymbol(parameter) }));
}

function find({ checker }: Walk, type: ts.Type, names: readonly string[]): ts.Type | undefined {
  return names.reduce<ts.Type | undefined>((parent, name) => {
    const property = parent && checker.getPropertyOfType(parent, name);
    return property && checker.getTypeOfSymbol(property);
  }, type);
}

function propertiesOf(type: ts.Type | undefined): readonly ts.Symbol[] {
  return type?.getProperties() ?? [];
}

function exportedType({ program, checker }: Walk, file: string, name: string): ts.Type {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((exported) => exported.name === name);
  if (!symbol) throw new Error(`${file} does not export ${name}.`);
  const isAlias = Boolean(symbol.flags & ts.SymbolFlags.Alias);
  return checker.getDeclaredTypeOfSymbol(isAlias ? checker.getAliasedSymbol(symbol) : symbol);
}
