import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../test-run.ts';
import { readDeclaration } from '../types/read-declaration.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-init-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (file: string, text: string) => writeFile(join(folder, file), text);
const read = (file: string) => readFile(join(folder, file), 'utf8');
const depend = (...names: string[]) => {
  const dependencies = Object.fromEntries(names.map((name) => [name, '1.0.0']));
  return write('package.json', JSON.stringify({ name: 'shop', dependencies }));
};
const init = (args: readonly string[] = [], typed?: readonly string[]) =>
  run(['init', ...args], { folder, ...(typed && { typed }) });

async function texts(): Promise<object> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map(({ name, parentPath }) => join(parentPath, name)).sort();
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')])));
}

describe('14.9 burgee init', () => {
  it('declares a flag, writes the settings, and prints the next three commands', async () => {
    await depend('react', 'typescript', 'vite');
    await mkdir(join(folder, 'src'));
    await write('.gitignore', 'node_modules');
    const { status, printed, complaints } = await init();

    expect([status, complaints, printed.join('\n').split('\n')]).toEqual([
      ...[0, []],
      [
        ...['created src/flags.ts', 'created .env.example', 'changed .gitignore', '', 'Next:'],
        ...['  npm install @burgee/flags @burgee/react', '  npx burgee dev', '  npx burgee login --url <url>'],
      ],
    ]);
    expect(readDeclaration(await read('src/flags.ts'), 'flags.ts').flags).toMatchObject([
      { key: 'new-checkout', type: 'boolean', fallback: false },
    ]);
    expect(await read('src/flags.ts')).toContain('interface Register');
    expect(await read('.env.example')).toBe('VITE_BURGEE_URL=http://localhost:4000\n');
    expect(await read('.gitignore')).toBe('node_modules\n.burgee/\n');
  });

  it.each<[string[], string, string[]]>([
    [
      ['next', 'react'],
      '@burgee/flags @burgee/react @burgee/node',
      ['NEXT_PUBLIC_BURGEE_URL', 'BURGEE_URL', 'BURGEE_KEY'],
    ],
    [['express'], '@burgee/flags @burgee/node', ['BURGEE_URL', 'BURGEE_KEY']],
    [
      ['react', 'vite', 'express'],
      '@burgee/flags @burgee/react @burgee/node',
      ['VITE_BURGEE_URL', 'BURGEE_URL', 'BURGEE_KEY'],
    ],
    [['vite'], '@burgee/flags @burgee/client', ['VITE_BURGEE_URL']],
    [['react'], '@burgee/flags @burgee/react', ['BURGEE_URL']],
    [['@trpc/server'], '@burgee/flags @burgee/node', ['BURGEE_URL', 'BURGEE_KEY']],
    [[], '@burgee/flags @burgee/node', ['BURGEE_URL', 'BURGEE_KEY']],
  ])('recognizes an application with %j', async (dependencies, packages, names) => {
    await depend(...dependencies);
    const { printed } = await init(['--json']);
    expect(JSON.parse(printed.join())).toMatchObject({
      commands: [`npm install ${packages}`, 'npx burgee dev', expect.anything()],
    });
    expect(
      (await read('.env.example'))
        .trim()
        .split('\n')
        .map((line) => line.split('=')[0]),
    ).toEqual(names);
  });

  it.each([
    ['pnpm-lock.yaml', 'pnpm add @burgee/flags @burgee/node', 'pnpm dlx burgee dev'],
    ['yarn.lock', 'yarn add @burgee/flags @burgee/node', 'yarn dlx burgee dev'],
    ['bun.lock', 'bun add @burgee/flags @burgee/node', 'bunx burgee dev'],
  ])('uses the package manager of %s', async (file, ...commands) => {
    await depend();
    await write(file, '');
    expect(JSON.parse((await init(['--json'])).printed.join())).toMatchObject({
      commands: [...commands, expect.anything()],
    });
  });

  it('takes frameworks and the URL from options', async () => {
    await depend();
    const { printed } = await init(['--json', '--framework', 'react', 'hono', '--url', 'https://flags.example.com']);
    expect(JSON.parse(printed.join())).toEqual({
      frameworks: ['react', 'hono'],
      isTypeScript: false,
      files: [
        { file: 'flags.js', action: 'create' },
        { file: '.env.example', action: 'create' },
      ],
      commands: [
        'npm install @burgee/flags @burgee/react @burgee/node',
        'npx burgee dev',
        'npx burgee login --url https://flags.example.com',
      ],
    });
  });

  it('writes JavaScript without TypeScript', async () => {
    await depend('express');
    await init();
    const text = await read('flags.js');
    expect(text).not.toContain('declare module');
    expect(readDeclaration(text, 'flags.js').flags).toHaveLength(1);
    // The second run finds it.
    expect((await init()).printed[0]).toBe('kept flags.js');
  });

  it('changes nothing the second time, and nothing with --dry-run', async () => {
    await depend('typescript', 'next');
    const before = await texts();
    const preview = await init(['--dry-run']);
    expect(preview.printed.slice(0, 2)).toEqual(['would create flags.ts', 'would create .env.example']);
    expect(await texts()).toEqual(before);
    await init();
    const after = await texts();
    expect((await init()).printed.slice(0, 2)).toEqual(['kept flags.ts', 'kept .env.example']);
    expect(await texts()).toEqual(after);
  });

  it('keeps flags and settings that exist', async () => {
    await depend('express', 'typescript');
    const declaration = "import { defineFlags } from '@burgee/flags';\nexport const flags = defineFlags({});\n";
    await write('flags.ts', declaration);
    await write('.env.example', 'PORT=80\n# BURGEE_KEY=secret');
    await init();
    expect(await read('flags.ts')).toBe(declaration);
    expect(await read('.env.example')).toBe('PORT=80\n# BURGEE_KEY=secret\nBURGEE_URL=http://localhost:4000\n');
  });

  it('replaces a file that declares no flags only if someone permits it', async () => {
    await depend('typescript');
    await write('flags.ts', 'export const flags = {};\n');
    const refused = await init();
    expect(refused).toMatchObject({ status: 2, printed: [], fixes: ['burgee init --force'] });
    expect(refused.complaints).toEqual([expect.stringContaining('flags.ts exists and declares no flags.')]);
    expect(await init([], ['no'])).toMatchObject({ status: 2, printed: [] });
    expect(await texts()).not.toHaveProperty([join(folder, '.env.example')]);
    expect((await init([], ['yes'])).printed[0]).toBe('changed flags.ts');
    await write('flags.ts', 'export const flags = {};\n');
    expect((await init(['--force'])).printed[0]).toBe('changed flags.ts');
    expect(await read('flags.ts')).toContain('defineFlags');
  });

  it.each([
    [undefined, 'There is no package.json here.', ['npm init --yes']],
    ['{', 'package.json is not JSON: ', []],
  ])('refuses a folder whose package.json is %j', async (text, sentence, fixes) => {
    if (text !== undefined) await write('package.json', text);
    const { status, complaints, ...rest } = await init();
    expect([status, complaints, rest.fixes]).toEqual([2, [expect.stringContaining(sentence)], fixes]);
  });

  it.each([
    [['--framework', 'angular'], "argument 'angular' is invalid"],
    [['--url', 'flags.example.com'], '"flags.example.com" is not a valid URL for --url'],
  ])('refuses %j', async (args, sentence) => {
    await depend();
    const { status, complaints } = await init(args);
    expect([status, complaints]).toEqual([2, [expect.stringContaining(sentence)]]);
  });
});
