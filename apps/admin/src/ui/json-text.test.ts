import { expect, it } from 'vitest';
import { jsonText } from './json-text.ts';

it('JSON that fits stays on one line', () => {
  expect(jsonText(['DE', 'AT'])).toBe('[ "DE", "AT" ]');
  expect(jsonText('two\nlines')).toBe('"two\\nlines"');
  expect(jsonText(null)).toBe('null');
});

it('JSON that does not fit is broken only where necessary', () => {
  const steps = ['2027-03-05T14:20:00.000Z', '2027-03-07T14:20:00.000Z'].map((at) => ({ at, percentage: 5 }));
  expect(jsonText({ kind: 'steps', steps })).toBe(
    [
      '{',
      '  "kind": "steps",',
      '  "steps": [',
      '    { "at": "2027-03-05T14:20:00.000Z", "percentage": 5 },',
      '    { "at": "2027-03-07T14:20:00.000Z", "percentage": 5 }',
      '  ]',
      '}',
    ].join('\n'),
  );
});
