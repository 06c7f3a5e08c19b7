import { createSecretKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { instanceIdOf } from './instance-id.ts';

const key = createSecretKey(Buffer.alloc(32, 1));
const DATABASE_URL = 'postgres://ann:one@db.example:5432/burgee';
const idOf = (settings: Partial<Parameters<typeof instanceIdOf>[0]>) =>
  instanceIdOf({ DATABASE_URL, DATA_DIR: '.data', ...settings }, key);

it.each([
  ['another schema', { DATABASE_SCHEMA: 'two' }],
  ['another database', { DATABASE_URL: 'postgres://ann:one@db.example:5432/other' }],
  ['another server on the same machine', { DATABASE_URL: `${DATABASE_URL}?port=5433` }],
  ['another socket', { DATABASE_URL: 'postgres:///burgee?host=/run/two' }],
  ['another search path', { DATABASE_URL: `${DATABASE_URL}?options=-csearch_path%3Dtwo` }],
  ['another public URL', { PUBLIC_URL: 'https://flags.example' }],
])('10.14 %s is another instance', (_, settings) => {
  expect(idOf(settings)).not.toBe(idOf({}));
});

it.each([
  ['the default schema written out', { DATABASE_SCHEMA: 'public' }],
  ['another user and password', { DATABASE_URL: 'postgres://bob:two@db.example:5432/burgee' }],
  ['encryption', { DATABASE_URL: `${DATABASE_URL}?sslmode=require` }],
])('10.14 %s is the same instance', (_, settings) => {
  expect(idOf(settings)).toBe(idOf({}));
});

it('10.14 servers at one public URL are one instance, however they reach their database', () => {
  const PUBLIC_URL = 'https://flags.example/base';
  const other = { PUBLIC_URL: `${PUBLIC_URL}/`, DATABASE_URL: 'postgres://pooler/burgee' };
  expect(idOf({ PUBLIC_URL })).toBe(idOf(other));
});
