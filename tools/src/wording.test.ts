import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The list of the lint rule `burgee/wording`: advice by pattern. */
const words = z.record(z.string(), z.string()).parse(JSON.parse(read('tools/eslint/banned-words.json')));
// Prose wraps, so a space in a pattern also matches a line break.
const BANNED = Object.entries(words).map(([pattern, advice]) => ({
  pattern: new RegExp(pattern.replaceAll(' ', '\\s+'), 'gi'),
  advice,
}));
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

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

function findBanned(file: string, text: string): string[] {
  return BANNED.flatMap(({ pattern, advice }) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `${file}:${line}: "${found.replace(/\s+/g, ' ')}": ${advice}`;
    }),
  );
}
