import fc from 'fast-check';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvitationRow } from './access-entities.ts';
import { redactValues } from './redact-values.ts';
import { openPglite, openPostgres, type TestDatabase } from './test-database.ts';

const at = new Date('2027-01-01T00:00:00Z');

function invitation(fields: object): InvitationRow {
  return { role: 'admin', roles: {}, expiresAt: at, createdAt: at, usedAt: null, ...fields } as InvitationRow;
}

/** Failing statements by the reason of the failure. Each contains a secret. */
const STATEMENTS: Record<string, (database: TestDatabase, secret: string) => Promise<unknown>> = {
  'a duplicate key': ({ query }, secret) =>
    query('insert into environments (key, name) values ($1, $2), ($1, $2)', [secret, secret]),
  'a check': ({ write }, secret) =>
    write((em) => em.execute('insert into invitations (id, token_hash, role) values (?, ?, ?)', [ID, secret, secret])),
  'a row of an entity': ({ write }, secret) =>
    write(async (em) => {
      em.create(InvitationRow, invitation({ id: ID, tokenHash: secret, email: secret, createdBy: null }));
      await em.flush();
    }),
  'many rows of an entity': ({ write }, secret) =>
    write((em) => em.insertMany(InvitationRow, [invitation({ id: ID, tokenHash: secret, createdBy: null })])),
  'a text that is not a number': ({ write }, secret) =>
    write((em) => em.execute('select ?::text::int', [`x${secret}`])),
  'a function': ({ query }, secret) => query('select nothing($1::text)', [secret]),
  'a value that is too long': ({ query }, secret) =>
    query('insert into environments (key, name) values ($1, $2)', [secret.repeat(100), secret]),
};
const ID = '00000000-0000-4000-a000-000000000001';

describe.each([
  ['postgresql', openPostgres],
  ['pglite', openPglite],
] as const)('10.16 A18 on %s', (_kind, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  it.each(Object.keys(STATEMENTS))('an error about %s contains no value of the statement', async (reason) => {
    const secret = fc.stringMatching(/^[a-zA-Z0-9'"\\ ]{4}[a-z]{16}$/);
    await fc.assert(
      fc.asyncProperty(secret, async (text) => {
        const error: unknown = await STATEMENTS[reason]?.(database, text).then(
          () => expect.fail('the statement was accepted'),
          (rejection: unknown) => rejection,
        );
        expect(error).toBeInstanceOf(Error);
        // Everything that any logger could print.
        expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(text.slice(4));
      }),
      { seed: 20_261_129, numRuns: 15 },
    );
  });

  it('an error names the code, the table and the constraint', async () => {
    const twice = database.query("insert into environments (key, name) values ('a', 'a'), ('a', 'a')", []);
    await expect(twice).rejects.toMatchObject({ code: '23505', message: expect.stringContaining('environments') });
  });
});

it('errors from outside the database are unchanged', () => {
  for (const error of [new Error('a bug'), 'a text', undefined]) expect(redactValues(error)).toBe(error);
});
