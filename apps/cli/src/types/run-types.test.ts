import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../test-run.ts';
import { startServer } from '../test-server.ts';

const environment = 'development';
const inEnglish = { all: [{ attribute: 'language', operator: 'in' as const, values: ['en'] }] };

let server: Awaited<ReturnType<typeof startServer>>;
let folder: string;

beforeAll(async () => {
  server = await startServer();
  const { api } = server;
  await api.flags.create.mutate({ environment, key: 'new-checkout', description: 'The checkout on one page' });
  await api.flags.create.mutate({
    ...{ environment, key: 'color', type: 'string', onVariant: 'b', offVariant: 'a' },
    variants: ['red', 'blue'].map((value, index) => ({ key: 'ab'.charAt(index), value })),
    rules: [{ id: 'rule', condition: inEnglish, serve: { kind: 'variant', variant: 'b' } }],
  });
  await api.flags.create.mutate({
    ...{ environment, key: 'limits', type: 'json', onVariant: 'many', offVariant: 'few' },
    variants: [
      { key: 'few', value: { perDay: 5 } },
      { key: 'many', value: { perDay: 10, hosts: ['a'] } },
    ],
    rollout: { schedule: { kind: 'fixed', percentage: 50 }, bucketBy: ['company', 'userId'] },
  });
  await api.flags.create.mutate({ environment, key: 'old' });
  await api.flags.archive.mutate({ environment, key: 'old' });
  await api.segments.create.mutate({
    ...{ environment, key: 'large' },
    condition: { attribute: 'seats', operator: 'gte', values: [100] },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-types-'));
});
afterEach(() => rm(folder, { recursive: true }));

const WRITTEN = `import { context, defineFlags, flag } from '@burgee/flags';

export const flags = defineFlags(
  {
    color: flag.oneOf(['blue', 'red'], 'red'),
    limits: flag.json<{ hosts?: string[]; perDay: number }>({ perDay: 5 }),
    /** The checkout on one page */
    'new-checkout': flag.boolean(false),
  },
  {
    context: {
      company: context.string(),
      language: context.string(),
      seats: context.number(),
    },
  },
);
`;

function types(...args: string[]) {
  return run(['types', ...args], { fetch, folder, settings: { BURGEE_URL: server.url, BURGEE_TOKEN: server.token } });
}

function read(file = 'flags.ts'): Promise<string> {
  return readFile(join(folder, file), 'utf8');
}

describe('B.6 burgee types', () => {
  it('writes the flags of a server', async () => {
    const { status, printed, complaints } = await types();

    expect([status, complaints]).toEqual([0, []]);
    expect(printed).toEqual([`flags.ts written: 3 flags, 3 attributes, from ${environment} at ${server.url}/.`]);
    expect(await read()).toContain(WRITTEN);
  });

  it('gives keys, values and attributes their types', async () => {
    await types();

    expect(
      problemsOf(await read(), [
        "const key: FlagName = 'new-checkout';",
        "const unknown: FlagName = 'newcheckout';",
        "const color: FlagValue<'color'> = 'blue';",
        "const gold: FlagValue<'color'> = 'gold';",
        "const limits: FlagValue<'limits'> = { perDay: 1, hosts: ['a'] };",
        "const hourly: FlagValue<'limits'> = { perHour: 1 };",
        "const context: FlagContext = { userId: 'ann', company: 'acme', seats: 5 };",
        "const text: FlagContext = { seats: '5' };",
        'const other: FlagContext = { other: 5 };',
      ]),
    ).toEqual([2, 4, 6, 8, 9]);
  });

  it('changes nothing when it runs again', async () => {
    await types();
    const before = await stat(join(folder, 'flags.ts'));
    const { status, printed } = await types();

    expect([status, printed]).toEqual([0, [expect.stringMatching(/^flags\.ts is up to date: 3 flags, /)]]);
    expect((await stat(join(folder, 'flags.ts'))).mtimeMs).toBe(before.mtimeMs);
    expect(await readdir(folder)).toEqual(['flags.ts']);
  });

  it('writes into src if there is one, or into the given file', async () => {
    await mkdir(join(folder, 'src'));
    await types();
    await types('--out', 'src/other.ts');

    expect(await read('src/flags.ts')).toBe(await read('src/other.ts'));
  });

  it('prints JSON on request', async () => {
    const source = `${environment} at ${server.url}/`;
    const result = { file: 'flags.ts', source, flags: 3, attributes: 3, isChanged: true };

    expect((await types('--json')).printed.map((text) => JSON.parse(text))).toEqual([result]);
  });

  it('keeps attributes that the code declares, unless no rule could compare them', async () => {
    await types();
    const edited = (await read())
      .replace('company: context.string()', "company: context.oneOf(['acme', 'globex'])")
      .replace('language: context.string()', "language: context.oneOf(['de', 'fr'])")
      .replace('seats: context.number()', 'teams: context.strings()');
    await writeFile(join(folder, 'flags.ts'), edited);
    await types();

    expect(await read()).toContain(`    context: {
      company: context.oneOf(['acme', 'globex']),
      language: context.string(),
      seats: context.number(),
      teams: context.strings(),
    },`);
  });

  it('never replaces a file that was written by hand, unless it is forced to', async () => {
    await writeFile(join(folder, 'flags.ts'), 'export const flags = 1;');
    const { status, complaints } = await types();

    expect([status, await read()]).toEqual([2, 'export const flags = 1;']);
    expect(complaints).toEqual([expect.stringMatching(/^flags\.ts was not written by burgee types\. .*--force\.$/)]);
    expect((await types('--force')).status).toBe(0);
    expect(await read()).toContain(WRITTEN);
  });

  it('leaves the file as it is if the server refuses', async () => {
    await types();
    const { status, complaints } = await types('--token', 'wrong');

    expect(status).toBe(4);
    expect(complaints).toEqual([
      expect.stringMatching(/^The server refused: The token is not valid\..* role viewer in /),
    ]);
    expect(await read()).toContain(WRITTEN);
  });

  it('explains a file that cannot be written, and leaves no other behind', async () => {
    await mkdir(join(folder, 'flags.ts'));
    const { status, complaints } = await types('--out', 'missing/flags.ts');

    expect([status, complaints]).toEqual([2, ['missing/flags.ts cannot be written: there is no such file or folder.']]);
    expect((await types()).complaints).toEqual(['flags.ts cannot be read: it is a folder.']);
    expect(await readdir(folder)).toEqual(['flags.ts']);
  });
});

describe('A1 burgee types', () => {
  const create = async (key: Parameters<typeof server.api.keys.create.mutate>[0]) => {
    return (await server.api.keys.create.mutate(key)).secret;
  };
  const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

  it('needs nothing but the role viewer in the environment', async () => {
    const key = await create({
      ...{ kind: 'admin', name: 'types', role: 'viewer', reach: [environment], expiresAt: tomorrow() },
    });

    expect((await types('--key', key)).status).toBe(0);
    const { status, complaints } = await types('--key', key, '--environment', 'production');
    expect([status, complaints]).toEqual([
      4,
      [expect.stringContaining('The token or key has no access to production.')],
    ]);
  });

  it.each(['server', 'web'] as const)('explains that a %s key is not enough', async (kind) => {
    const { status, complaints } = await types('--key', await create({ kind, name: kind, environment }));

    expect([status, complaints]).toEqual([4, [expect.stringMatching(/Server and web keys cannot list flags\.$/)]]);
  });

  it('names the environments that exist', async () => {
    const { status, complaints } = await types('--environment', 'prod');

    expect(status).toBe(2);
    expect(complaints).toEqual([expect.stringMatching(/There is no environment "prod"\. These exist: .*production/)]);
  });
});

describe('B.6 burgee types --check', () => {
  it('agrees with what burgee types has written', async () => {
    await types();
    const { status, printed } = await types('--check');

    expect([status, printed]).toEqual([0, [`flags.ts agrees with ${environment} at ${server.url}/: 3 flags.`]]);
  });

  it('names every difference with its file and line', async () => {
    await writeFile(join(folder, 'flags.ts'), HAND_WRITTEN);
    const { status, printed, complaints } = await types('--check');

    expect(status).toBe(1);
    expect(printed).toEqual([
      'flags.ts:3 new "limits" is not declared: a flag of type json',
      'flags.ts:3 attribute "company" is used by rules, and is not declared as an attribute of contexts: string',
      'flags.ts:4 type "new-checkout" is declared as string, and on the server it is boolean',
      'flags.ts:6 values "color" has the values "green", "red", and on the server "blue", "red"',
      'flags.ts:7 removed "old" does not exist there, or is archived',
      'flags.ts:11 attribute "language" is declared as number, and rules use it with in ("en")',
    ]);
    expect(complaints).toEqual([
      `6 differences between flags.ts and ${environment} at ${server.url}/. Change the file, or change the flags.`,
    ]);
  });

  it('prints them as JSON on request', async () => {
    await writeFile(join(folder, 'flags.ts'), HAND_WRITTEN);
    const { status, printed } = await types('--check', '--json');
    const { file, differences } = JSON.parse(printed.join()) as { file: string; differences: object[] };

    expect([status, file, differences.length]).toEqual([1, 'flags.ts', 6]);
    expect(differences[4]).toEqual({
      ...{ kind: 'removed', name: 'old', file: 'flags.ts', line: 7 },
      message: 'does not exist there, or is archived',
    });
  });

  it('has colors where the terminal has them', async () => {
    await writeFile(join(folder, 'flags.ts'), HAND_WRITTEN);
    const { printed } = await run(['types', '--check'], {
      ...{ fetch, folder, hasColors: true, settings: { BURGEE_URL: server.url, BURGEE_TOKEN: server.token } },
    });

    expect(printed[0]).toMatch(/^\u001b\[36mflags\.ts:3\u001b\[0m \u001b\[31mnew\u001b\[0m "limits"/);
  });

  it('needs a file', async () => {
    const { status, complaints } = await types('--check');

    expect([status, complaints]).toEqual([2, ['flags.ts cannot be read: there is no such file or folder.']]);
  });

  const HAND_WRITTEN = `import { context, defineFlags, flag } from '@burgee/flags';

export const flags = defineFlags({
  'new-checkout': flag.string(''),
  // The values of a list.
  color: flag.oneOf(['red', 'green'], 'red'),
  old: flag.boolean(false),
}, {
  context: {
    seats: context.string(),
    language: context.number(),
  },
});
`;
});

/** The numbers of the statements that do not compile beside the file, counted from 1. */
function problemsOf(file: string, statements: readonly string[]): (number | undefined)[] {
  const imports = "import type { FlagContext, FlagName, FlagValue } from '@burgee/flags';";
  const sources = new Map([
    [join(import.meta.dirname, 'flags.ts'), file],
    [join(import.meta.dirname, 'uses.ts'), [imports, ...statements].join('\n')],
  ]);
  const options: ts.CompilerOptions = {
    ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024, customConditions: ['@burgee/source'] },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, types: [], noEmit: true },
    allowImportingTsExtensions: true,
  };
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (path) => sources.has(path) || onDisk.fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const text = sources.get(path);
    return text === undefined ? onDisk.getSourceFile(path, ...rest) : ts.createSourceFile(path, text, rest[0]);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  const problems = [...sources.keys()].flatMap((path) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)),
  );
  return problems.map(({ file, start = 0 }) => file?.getLineAndCharacterOfPosition(start).line);
}
