import { MAX_FILE_BYTES } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { readDocument } from './read-document.ts';

describe('15.6 the text of an export', () => {
  it('is a JSON object', () => {
    expect(readDocument(' {"features": []}\n')).toEqual({ json: { features: [] } });
  });

  it.each([
    ['', 'must be a JSON object'],
    ['{"features": [', 'must be a JSON object'],
    ['[]', 'must be a JSON object'],
    ['null', 'must be a JSON object'],
    ['{"a":[9007199254740993]}', 'a.0: the number 9007199254740993 cannot be stored exactly'],
    [JSON.stringify({ a: 'ä'.repeat(MAX_FILE_BYTES / 2) }), 'has 2.1 MB, and an import at most 2 MB'],
  ])('cannot be %.30s', (text, problem) => {
    expect(readDocument(text)).toEqual({ problem: expect.stringContaining(problem) as string });
  });

  it('may have more spaces than are sent', () => {
    expect(readDocument(`{${' '.repeat(MAX_FILE_BYTES)}}`)).toEqual({ json: {} });
  });
});
