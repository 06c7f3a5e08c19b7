import { describe, expect, it } from 'vitest';
import { seal, unseal } from './seal.ts';

describe('10.1 a sealed text', () => {
  it('is read under its key', () => {
    for (const text of ['', 'text', 'é🦊']) expect(unseal('key', seal('key', text))).toBe(text);
  });

  it.each([
    ['under another key', unseal('other', seal('key', 'text'))],
    ['under the start of its key', unseal('ke', seal('key', 'text'))],
    ['with a changed byte', unseal('key', seal('key', 'text').replace('x', 'y'))],
    ['when truncated', unseal('key', seal('key', 'text').slice(0, -1))],
    ['without a seal', unseal('key', 'text')],
    ['when absent', unseal('key', null)],
  ])('is a miss %s', (_, found) => {
    expect(found).toBeUndefined();
  });
});
