import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askPerson } from './ask-person.ts';

function terminal() {
  const stdin = new PassThrough();
  const stderr = new PassThrough();
  const shown = () => String(stderr.read() ?? '');
  return { stdin, shown, streams: { stdin, stderr } as unknown as Parameters<typeof askPerson>[2] };
}

describe('14.3 a question', () => {
  it('returns the line that the person types', async () => {
    const { stdin, shown, streams } = terminal();
    const answer = askPerson('Name? ', undefined, streams);
    stdin.write('production\r');

    expect(await answer).toBe('production');
    expect(shown()).toContain('Name? ');
  });

  it('does not show a secret', async () => {
    const { stdin, shown, streams } = terminal();
    const answer = askPerson('Key? ', { isSecret: true }, streams);
    stdin.write('adm_secret\r');

    expect(await answer).toBe('adm_secret');
    expect(shown()).toBe('Key? \n');
  });

  it('returns nothing if the input ends', async () => {
    const { stdin, streams } = terminal();
    const answer = askPerson('Name? ', undefined, streams);
    stdin.end();

    expect(await answer).toBe('');
  });
});
