import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('README.md', () => {
  const readme = read('README.md');
  /** Rows of the table of faults: a limit, and the row of docs/reliability.md that it is from. */
  const faults = [...readme.matchAll(/^\| [^|]+ \| ([^|]+?) +\| `([\w-]+)` +\|$/gm)].map(([, limit = '', id = '']) => ({
    limit,
    id,
  }));

  it('is short', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(151);
  });

  it.each(faults)('claims for $id a limit that docs/reliability.md has', ({ limit, id }) => {
    const row = read('docs/reliability.md')
      .split('\n')
      .find((line) => line.startsWith(`| \`${id}\` `));
    const [figure = '0 violations'] = /slowest .*$/.exec(limit) ?? [];

    expect(row).toContain(figure);
  });

  it('has a table of faults', () => expect(faults.length).toBeGreaterThan(3));

  it('claims for npm run bench:table the limit that it has', () => {
    const [, ms] = /5,000 flags does not answer within\s+(\d+) ms/.exec(readme) ?? [];

    expect(read('apps/e2e/src/bench-table.ts')).toContain(`const LIMIT_MS = ${ms};`);
  });

  it('calls the packages unpublished as long as no workflow publishes them', () => {
    const isPublished = globSync('.github/workflows/*.yml', { cwd: root }).some((file) =>
      read(file).includes('npm publish'),
    );

    expect(/not on npm yet/.test(readme)).toBe(!isPublished);
  });
});

describe('documents', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

  it.each(globSync(['*.md', 'docs/**/*.md'], { cwd: root }))('%s names npm scripts that exist', (file) => {
    const named = [...read(file).matchAll(/npm run (?:--\S+ )*([\w:]+)/g)].map(([, name = '']) => name);

    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
