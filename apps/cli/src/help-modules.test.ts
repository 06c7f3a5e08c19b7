import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('14.10 the help of no command loads Zod, Babel, tRPC or the database', () => {
  const program = join(import.meta.dirname, 'test-loaded-modules.ts');
  const output = execFileSync(process.execPath, ['--conditions=@burgee/source', program], { encoding: 'utf8' });
  const files = output.trim().split('\n');

  expect(files).toContainEqual(expect.stringMatching(/dev\/command\.ts$/));
  const packages = files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  expect([...new Set(packages)].sort()).toEqual(['@commander-js/extra-typings', 'commander']);
  // All other packages of ours need one of those that are missing here.
  const ours = files.flatMap((file) => /\/libs\/([^/]+)\//.exec(file)?.[1] ?? []);
  expect([...new Set(ours)]).toEqual(['contracts', 'protocols']);
});
