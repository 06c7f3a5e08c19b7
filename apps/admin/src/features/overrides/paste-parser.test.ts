import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePaste } from './paste-parser.ts';

describe('parsePaste', () => {
  it('takes one id a line, and leaves out empty lines and white space', () => {
    expect(parsePaste('ann\r\n\n  ben \n').users).toEqual([
      { line: 1, userId: 'ann' },
      { line: 3, userId: 'ben' },
    ]);
  });

  it('takes a reason from the second column, by comma, semicolon or tab', () => {
    const { users } = parsePaste('ann,asked for it\nben;a friend\ncem\tin the lab');
    expect(users.map(({ reason }) => reason)).toEqual(['asked for it', 'a friend', 'in the lab']);
  });

  it('understands quotes, as spreadsheets write them', () => {
    expect(parsePaste('"Smith, Ann","said ""please"""\n').users).toEqual([
      { line: 1, userId: 'Smith, Ann', reason: 'said "please"' },
    ]);
  });

  it('leaves out a first line that names the columns', () => {
    expect(parsePaste('userId,reason\nann,yes').users).toEqual([{ line: 2, userId: 'ann', reason: 'yes' }]);
    expect(parsePaste('User ID\nann').users).toEqual([{ line: 2, userId: 'ann' }]);
  });

  it('names what comes twice and what is too long, by its line', () => {
    const { users, problems } = parsePaste(`ann\nann\n${'x'.repeat(256)}\nben,${'y'.repeat(501)}`);
    expect(users).toEqual([{ line: 1, userId: 'ann' }]);
    expect(problems.map(({ line, problem }) => [line, problem])).toEqual([
      [2, 'duplicate'],
      [3, 'too long'],
      [4, 'reason too long'],
    ]);
  });

  it('gives back what was written as CSV, whatever stands in it', () => {
    const cell = fc
      .string({ minLength: 1, maxLength: 40 })
      .filter((text) => text.trim() === text && !/[\r\n]/.test(text));
    const id = cell.filter((text) => !/^"?user[ _-]?id"?$/i.test(text));
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 20 }), cell, (ids, reason) => {
        const text = ids.map((one) => `${quoted(one)},${quoted(reason)}`).join('\n');
        expect(parsePaste(text).users.map(({ userId }) => userId)).toEqual(ids);
        expect(parsePaste(text).users.every((user) => user.reason === reason)).toBe(true);
      }),
    );
  });

  it('never throws, and counts every id once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const ids = parsePaste(text).users.map(({ userId }) => userId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
