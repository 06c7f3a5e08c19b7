import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from './commands.ts';
import { run } from './test-run.ts';

/** The library prints by itself. */
let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text));
});
afterEach(() => vi.restoreAllMocks());

async function suggestionsFor(...words: string[]): Promise<string[]> {
  await run(['complete', '--', ...words]);
  return lines.map((line) => line.split('\t')[0] ?? '').filter((line) => !line.startsWith(':'));
}

describe('14.3 burgee completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s that asks burgee', async (shell) => {
    const { status } = await run(['completion', shell]);

    expect(status).toBe(0);
    expect(lines.join('\n')).toContain('burgee complete -- ');
  });

  it('suggests every command', async () => {
    expect(await suggestionsFor('')).toEqual(expect.arrayContaining([...Object.keys(COMMANDS), 'completion']));
    expect(lines).toContain(`doctor\t${COMMANDS['doctor']?.summary}`);
  });

  it('suggests commands of groups that derive from use cases, their options and choices', async () => {
    expect(await suggestionsFor('flags', 're')).toEqual(['restore', 'release', 'revert']);
    lines = [];
    expect(await suggestionsFor('flags', 'on', '--per')).toEqual(['--percentage']);
    lines = [];
    expect(await suggestionsFor('flags', 'create', '--type', '')).toEqual(['boolean', 'string', 'number', 'json']);
  });

  it.each([
    [['completion'], "Missing required argument 'shell'."],
    [['completion', 'sh'], "'sh' is invalid"],
  ])('refuses %j', async (args, sentence) => {
    const { status, complaints, fixes } = await run(args);
    expect([status, complaints, fixes]).toEqual([2, [expect.stringContaining(sentence)], ['burgee completion --help']]);
  });

  it('has help with examples first', async () => {
    const { printed } = await run(['completion', '--help']);
    await expect(`${printed.join('\n')}\n`).toMatchFileSnapshot('help/completion.txt');
  });
});
