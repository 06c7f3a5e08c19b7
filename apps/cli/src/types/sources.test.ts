import { EnvironmentKey } from '@burgee/contracts';
import { aFlag, aRuleset, aSegment } from '@burgee/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../test-run.ts';
import { readServer } from './server-source.ts';

const environment = EnvironmentKey.parse('production');

type Row = { readonly key: string; readonly broken?: { readonly path: string; readonly message: string }[] };

/** A server whose flags are those of `flagsAt` at each request, counted from 0. It has no segments. */
async function readFrom(flagsAt: (request: number) => readonly Row[]) {
  let requests = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { page, pageSize } = JSON.parse(init?.body as string) as { page: number; pageSize: number };
    const rows = new Request(input).url.includes('segments.list') ? [] : flagsAt(requests++);
    const items = rows.slice((page - 1) * pageSize, page * pageSize);
    return Response.json({ result: { data: { items, pagination: { page, pageSize, total: rows.length } } } });
  };
  const source = await readServer({ url: 'http://flags.test/', token: 'x' }, environment, { fetch });
  return { keys: source.flags.map(({ key }) => key), requests: () => requests };
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `flag-${index}` }));

describe('B.6 the flags of a server', () => {
  it.each([0, 1, 200, 201, 1_000])('are read to the last of %d', async (count) => {
    expect((await readFrom(() => rows(count))).keys).toEqual(rows(count).map(({ key }) => key));
  });

  it('are read again if one of them disappears between two pages', async () => {
    const { keys, requests } = await readFrom((request) => (request === 0 ? rows(300) : rows(300).slice(1)));

    expect([keys.length, requests()]).toEqual([299, 4]);
  });

  it('are not declared if they change all the time', async () => {
    await expect(readFrom((request) => rows(300 - request))).rejects.toThrow('The flags changed while they were read.');
  });

  it('are not declared if one of them is broken', async () => {
    const broken = { key: 'b', broken: [{ path: 'variants.0', message: 'is not a value' }] };

    await expect(readFrom(() => [{ key: 'a' }, broken])).rejects.toThrow(
      '"b" cannot be read: its variants.0 is invalid (is not a value). Repair it in the admin app.',
    );
  });
});

describe('B.6 the flags of a snapshot', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'burgee-snapshot-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function typesOf(snapshot: unknown, ...args: string[]) {
    const text = typeof snapshot === 'string' ? snapshot : JSON.stringify(snapshot);
    await writeFile(join(folder, 'snapshot.json'), text);
    return run(['types', '--snapshot', 'snapshot.json', ...args], { folder });
  }

  it('are those of a ruleset that are not archived, without a request', async () => {
    const segments = [aSegment({ condition: { attribute: 'plan', operator: 'in', values: ['pro'] } })];
    const ruleset = aRuleset({ flags: [aFlag({ key: 'a' }), aFlag({ key: 'b', archived: true })], segments });
    const { status, printed, asked } = await typesOf(ruleset);

    expect([status, asked]).toEqual([0, []]);
    expect(printed).toEqual(['flags.ts written: 1 flag, 1 attribute, from snapshot.json.']);
    expect((await typesOf(ruleset, '--check')).printed).toEqual(['flags.ts agrees with snapshot.json: 1 flag.']);
  });

  it('may have descriptions, and fields of a later version', async () => {
    const flag = { ...aFlag({ key: 'a' }), description: 'Described', revision: 5 };
    const { status } = await typesOf({ flags: [flag], version: 7 });

    expect(status).toBe(0);
    expect((await typesOf({ flags: [] }, '--check')).printed).toEqual([
      'flags.ts:7 removed "a" does not exist there, or is archived',
    ]);
  });

  it.each([
    ['{', 'snapshot.json is not JSON: '],
    ['[]', 'snapshot.json is not a ruleset of Burgee: '],
    [{ flags: [{ ...aFlag(), type: 'text' }] }, 'snapshot.json is not a ruleset of Burgee: flags.0.type: '],
  ])('are refused: %j', async (snapshot, problem) => {
    const { status, complaints } = await typesOf(snapshot);

    expect([status, complaints]).toEqual([2, [expect.stringContaining(problem)]]);
  });

  it('need a file', async () => {
    const { status, complaints } = await run(['types', '--snapshot', 'missing.json'], { folder });

    expect([status, complaints]).toEqual([2, ['missing.json cannot be read: there is no such file or folder.']]);
  });
});
