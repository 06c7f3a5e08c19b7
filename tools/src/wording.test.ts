import { Linter } from 'eslint';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { headlessSentences } from '../eslint/headless-sentences.mjs';
import { wording } from '../eslint/wording.mjs';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The list of the lint rule `burgee/wording`: advice by pattern. */
const words = z.record(z.string(), z.string()).parse(JSON.parse(read('tools/eslint/banned-words.json')));
// Prose wraps, so a space in a pattern also matches a line break.
const BANNED = Object.entries(words).map(([pattern, advice]) => ({
  pattern: new RegExp(pattern.replaceAll(' ', '\\s+'), 'gi'),
  advice,
}));
const filesOf = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', ...patterns], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
const documents = filesOf('*.md');
/** Files with comments that ESLint does not read. */
const configurations = filesOf(
  ...[
    '.ci',
    '.devcontainer',
    '.env.example',
    '.github',
    '*Dockerfile',
    'deploy',
    'docker-compose.yml',
    'http',
    ':!*.md',
  ],
);

/** Code outside of the workspace, which `npm run check` does not lint. */
const outside = filesOf(
  ...['tools/interop', 'tools/outside', 'examples'].flatMap((folder) =>
    ['ts', 'tsx'].map((type) => `${folder}/*.${type}`),
  ),
);

describe('documentation uses no words that English has dropped', () => {
  it.each(documents)('%s', (file) => {
    expect(findBanned(file, read(file))).toEqual([]);
  });

  it('reports the file, the line and the advice, even across a line break', () => {
    expect(findBanned('a.md', 'The flag\nis on for\never.')).toEqual([
      expect.stringMatching(/^a\.md:2: .*: write "indefinitely"$/),
    ]);
  });
});

describe('configuration is documented in plain English', () => {
  it.each(configurations)('%s', (file) => {
    const text = read(file);
    expect(findBanned(file, text)).toEqual([]);
    expect(commentBlocks(text).flatMap(headlessSentences)).toEqual([]);
  });
});

describe('code outside of the workspace is documented in plain English', () => {
  const linter = new Linter();
  const config: Linter.Config = {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    plugins: { burgee: { rules: { wording } } },
    rules: { 'burgee/wording': 'error' },
  };
  it.each(outside)('%s', (file) => {
    expect(linter.verify(read(file), config, file)).toEqual([]);
  });
});

/** The comments of a file, in which `#` or `//` begins a comment. Consecutive lines are one block, because sentences may span them. */
function commentBlocks(text: string): string[] {
  const lines = text.split('\n').map((line) => /^\s*(?:#+|\/\/)\s+(.*)$/.exec(line)?.[1] ?? '');
  return lines.join('\n').split(/\n{2,}/);
}

function findBanned(file: string, text: string): string[] {
  return BANNED.flatMap(({ pattern, advice }) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `${file}:${line}: "${found.replace(/\s+/g, ' ')}": ${advice}`;
    }),
  );
}
