import { FlagKey, SnippetTarget } from '@burgee/contracts';
import { expect, it } from 'vitest';
import { writeSnippet } from './code-snippet.ts';

const key = FlagKey.parse('new-checkout');

// A test of the tools compiles all of them.
it.each(SnippetTarget.options)('14.4 the code for %s reads the flag by its key', (target) => {
  const { code, packages } = writeSnippet(target, { key, type: 'boolean', off: false });
  expect(code).toContain('"new-checkout"');
  for (const name of packages) expect(code).toContain(`'${name}`);
});

it('14.4 code has the off value as the fallback, or the empty value of the type', () => {
  expect(writeSnippet('node', { key, type: 'string', off: "it's" }).code).toContain(`.get("new-checkout", "it's")`);
  expect(writeSnippet('react', { key, type: 'number', off: undefined }).code).toContain(
    'useFlagValue("new-checkout", 0)',
  );
});
