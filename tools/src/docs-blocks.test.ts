import { codeBlocksOf, commandsOf } from '@burgee/testing';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { typeCheck } from './type-check-blocks.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const json = (file: string) => JSON.parse(read(file)) as Manifest;
type Manifest = {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

const { scripts } = json('package.json');
const workspaces = new Map(
  globSync('{apps/*,libs/*,tools}/package.json', { cwd: root }).map((file) => [json(file).name, json(file)]),
);

/** Documents whose blocks are checked here; docs.test.ts checks those of docs/evaluation.md. */
const DOCUMENTS = [
  ...[
    'README.md',
    'CONTRIBUTING.md',
    'docs/first-flag.md',
    'docs/sdk.md',
    'docs/openfeature.md',
    'docs/screens/README.md',
  ],
  ...['contracts', 'evaluator', 'importers'].map((library) => `libs/${library}/README.md`),
];

const blocks = DOCUMENTS.flatMap((file) => codeBlocksOf(read(file)).map((block) => ({ file, ...block })));
const blocksIn = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));

it.each(DOCUMENTS)('every block of %s is of a language that is checked', (file) => {
  const languages = blocks.filter((block) => block.file === file).map(({ language }) => language);

  // The server's tests compare blocks in `text`, the output of a start, and the answers in `json`, and run all curl commands.
  expect(languages.filter((language) => !['sh', 'ts', 'tsx', 'json', 'text'].includes(language))).toEqual([]);
});

it.each(blocksIn('json'))('JSON parses: $file, line $line', ({ text }) => {
  expect(() => void JSON.parse(text)).not.toThrow();
});

describe('TypeScript', () => {
  const broken = join(root, 'docs/broken.ts');
  let problems: Map<string, string[]>;

  beforeAll(() => {
    const wrong = [
      "import { createFlagClient } from '@burgee/client';",
      "import { featureFlags, requireFlag } from '@burgee/node/express';",
      "import { flags } from './flags.js';",
      "createFlagClient({ url: 1, flags }).get('unknown');",
      "requireFlag('unknown');",
      "requireFlag('button-color', { is: 'green' });",
      "featureFlags({ flags, contextOf: async () => ({ userId: 'ann', age: 7 }), ruleset: () => ({}) as never });",
      "featureFlags({} as never, async () => ({ userId: 'ann', age: 7 }));",
    ];
    const typed = blocksIn('ts', 'tsx').map((block) => ({ block, source: [pathOf(block), block.text] as const }));
    // Flags that one document declares must not be the only ones in the others.
    const declaring = new Set(typed.filter(({ block }) => isDeclaration(block)).map(({ block }) => block.file));
    const [inDeclaring, elsewhere] = [true, false].map((declares) =>
      typed.filter(({ block }) => declaring.has(block.file) === declares).map(({ source }) => source),
    );
    problems = new Map([
      ...typeCheck(new Map([...(inDeclaring ?? []), [broken, wrong.join('\n')]])),
      ...typeCheck(new Map(elsewhere)),
    ]);
  });

  it.each(blocksIn('ts', 'tsx'))('compiles: $file, line $line', (block) => {
    expect(problems.get(pathOf(block))).toEqual([]);
  });

  it('that is wrong does not compile, and flags that are declared are known', () => {
    const unknown = `Argument of type '"unknown"' is not assignable to parameter of type '.*"upload-limit"`;
    expect(problems.get(broken)).toEqual([
      "line 4: Type 'number' is not assignable to type 'string'.",
      expect.stringMatching(`^line 4: ${unknown}`),
      expect.stringMatching(`^line 5: ${unknown}`),
      expect.stringMatching(/^line 6: Type '"green"' is not assignable to type '"red" \| "blue"/),
      expect.stringMatching(/^line 7: .*'not declared'.* is missing in type/),
      expect.stringMatching(/^line 8: .*not assignable/),
    ]);
  });

  function isDeclaration({ text }: (typeof blocks)[number]): boolean {
    return text.includes('export const flags = defineFlags');
  }

  /** In the folder of a document, so that packages are found as they are from there, and the declared flags as `./flags.js`. */
  function pathOf(block: (typeof blocks)[number]): string {
    const { file, line, language } = block;
    return join(root, isDeclaration(block) ? join(dirname(file), 'flags.ts') : `${file}-line-${line}.${language}`);
  }
});

describe('commands', () => {
  const commands = blocksIn('sh').flatMap((block) =>
    commandsOf(block).flatMap((line) => line.split(' && ').map((command) => ({ file: block.file, command }))),
  );

  it.each(commands)('exists: $command ($file)', ({ command }) => {
    expect(problemOf(command)).toBeUndefined();
  });

  it('that do not exist are found', () => {
    const wrong = ['npm run nothing', 'npm install', 'npx nothing', 'bash nothing', 'make', 'curl http://localhost:1/'];

    expect(wrong.map(problemOf)).not.toContain(undefined);
  });

  function problemOf(command: string): string | undefined {
    const words = command.split(' ').filter((word) => !/^[A-Z_]+=/.test(word));
    const [program, ...rest] = words;
    if (program === 'npm') return npmProblem(rest);
    if (program === 'npx')
      return existsSync(join(root, 'node_modules/.bin', `${rest[0]}`)) ? undefined : 'no such program';
    if (program === 'bash') return existsSync(join(root, `${rest[0]}`)) ? undefined : 'no such script';
    if (program === 'curl')
      return command.includes('http://localhost:4000/') ? undefined : 'not the server of npm start';
    return `an unknown program: ${program}`;
  }

  function npmProblem([verb, ...rest]: string[]): string | undefined {
    if (verb === 'ci') return undefined;
    if (verb === 'start' || verb === 'test') return scripts[verb] === undefined ? 'no such script' : undefined;
    const [name = ''] = rest.filter((word) => !word.startsWith('-'));
    if (verb === 'run') return scripts[name] === undefined ? 'no such script' : undefined;
    const workspace = workspaces.get(/^--workspace=(.*)$/.exec(`${rest[0]}`)?.[1] ?? '');
    if (verb === 'exec') return workspace?.devDependencies[name] === undefined ? 'no such program' : undefined;
    return `an unknown npm command: ${verb}`;
  }
});
