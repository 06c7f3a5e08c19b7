import type { JsonValue } from '@burgee/contracts';
import fc from 'fast-check';
import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, type ChainedEntry, type Link } from './audit-chain.ts';
import { changeRuleset } from './change-ruleset.ts';
import { AuditRow } from './entities.ts';
import {
  aChange,
  addEnvironment,
  AUDIT_KEY,
  aWriteContext,
  openPglite,
  openPostgres,
  type TestDatabase,
} from './test-database.ts';

const START: Link = { number: 0, mac: '' };

function anEntry(fields: Partial<ChainedEntry> = {}): ChainedEntry {
  return {
    ...{ id: '00000000-0000-4000-8000-000000000001', environment: 'production' as never, version: 1 as never, part: 0 },
    ...{ at: new Date(0), actor: 'ada', action: 'updated', subject: 'flag', key: 'checkout', overrideType: null },
    ...{ target: null, reason: null, via: null, client: null, before: null, after: null },
    ...fields,
  };
}

function entryMac(fields: Partial<ChainedEntry>, { key = AUDIT_KEY, head = START } = {}): string {
  return chain(key, head, [anEntry(fields)])[0]!.mac;
}

describe('B.12 the MAC of an entry', () => {
  it('is the same for any order of the fields, and differs for any other content', () => {
    const mac = entryMac({ after: { a: 1, b: { c: [1, 2], d: 'x' } } });
    expect(entryMac({ after: { b: { d: 'x', c: [1, 2] }, a: 1 } })).toBe(mac);
    const others: Partial<ChainedEntry>[] = [
      { after: { a: 1, b: { c: [2, 1], d: 'x' } } },
      { after: { a: '1', b: { c: [1, 2], d: 'x' } } },
      { before: { a: 1, b: { c: [1, 2], d: 'x' } } },
      { after: null },
    ];
    for (const fields of others) expect(entryMac(fields)).not.toBe(mac);
  });

  it('changes when text moves from one field to the next', () => {
    expect(entryMac({ actor: 'ab', key: 'c' })).not.toBe(entryMac({ actor: 'a', key: 'bc' }));
    expect(entryMac({ target: 'x' as never })).not.toBe(entryMac({ reason: 'x' }));
  });

  it('14.4 covers the program of an agent, and is what it was before there were agents without one', () => {
    const mac = entryMac({});
    expect(mac).toBe('8lvXUK8IbXLMMiaXMqkQrZNKtD54DTJwNg-epa_bf-Y');
    const agent = { via: 'mcp', client: 'helper/1.0' } as const;
    const macs = [mac, entryMac(agent), entryMac({ ...agent, client: 'other/1.0' })];
    expect(new Set(macs).size).toBe(3);
  });

  it('depends on the key, the number and the previous entry', () => {
    const key = createSecretKey(Buffer.from('another key'));
    const macs = [
      entryMac({}),
      entryMac({}, { key }),
      entryMac({}, { head: { number: 1, mac: '' } }),
      entryMac({}, { head: { number: 0, mac: 'x' } }),
    ];
    expect(new Set(macs).size).toBe(4);
  });
});

describe.each([
  ['postgresql', openPostgres],
  ['pglite', openPglite],
] as const)('B.12 the chain on %s', (_, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  it('matches what the database returns, for any values written', async () => {
    const environment = await addEnvironment(database);
    const text = fc.string({ unit: 'grapheme' });
    const json = fc.jsonValue({ stringUnit: 'grapheme' }).filter((value) => !JSON.stringify(value).includes('\\u0000'));
    const odd = fc.constantFrom<unknown>(
      JSON.parse('{"__proto__":{"a":1},"constructor":null}'),
      { at: new Date(0), nothing: undefined, nested: [undefined, -0, 1e21, 5e-324, 1.7976931348623157e308, 0.1] },
      '\u2028\u{1f6a9}é',
    );
    const values = fc.oneof(json, odd);
    await fc.assert(
      fc.asyncProperty(values, values, text, async (before, after, reason) => {
        const change = aChange(environment, { before, after, reason: reason.replaceAll('\0', '').slice(0, 100) });
        await changeRuleset(aWriteContext(database), [environment], async () => ({ result: 0, changes: [change] }));
      }),
      { numRuns: 60 },
    );
    const rows = await database.read((em) => em.find(AuditRow, { environment }, { orderBy: { number: 'asc' } }));
    const links = (entries: readonly Link[]) => entries.map(({ number, mac }) => ({ number, mac }));
    expect(links(chain(AUDIT_KEY, START, rows))).toEqual(links(rows as { number: number; mac: string }[]));
    expect(rows.some(({ after }) => (after as { nothing?: JsonValue } | null)?.nothing !== undefined)).toBe(false);
  });

  it.each([[`update audit_entries set actor = 'nobody'`], [`delete from audit_entries`], [`truncate audit_entries`]])(
    'A17 cannot be changed by %s',
    async (statement) => {
      await expect(database.write((em) => em.execute(statement))).rejects.toThrow(/P0001/);
    },
  );
});
