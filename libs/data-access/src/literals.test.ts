import { PglitePlatform } from '@mikro-orm/pglite';
import { PostgreSqlPlatform } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteLiteral } from './literals.ts';
import { openPglite, openPostgres } from './test-database.ts';

const texts = fc.string({
  unit: fc.oneof(fc.constantFrom(`'`, '\\', '"', '$', '?', '\n', 'E'), fc.string({ unit: 'binary', maxLength: 3 })),
});

it.each([new PostgreSqlPlatform(), new PglitePlatform()])('F1.1 quotes all text as MikroORM does', (platform) => {
  // The method that `quoteLiteral` replaces.
  expect(platform).toHaveProperty('escapeLiteral');
  fc.assert(
    fc.property(texts, (text) => {
      expect(quoteLiteral(text)).toBe(platform.escape(text));
    }),
  );
});

it.each([
  ['postgresql', openPostgres],
  ['pglite', openPglite],
] as const)('F1.1 on %s returns all storable text unchanged', async (_kind, open) => {
  await using database = await open();
  const storable = texts.filter((text) => text.isWellFormed() && !text.includes('\0'));
  const samples = fc.sample(storable, 200);
  const rows = await database.read((em) =>
    Promise.all(samples.map((text) => em.execute('select ?::text as text', [text]))),
  );
  expect(rows.map(([row]) => (row as { text: string }).text)).toEqual(samples);
});
