import { expect, it } from 'vitest';
import { parseCheckpoint } from './audit.ts';

const checkpoint = { number: 1041, mac: 'Zm9v_mFy-' };

it.each([
  ['1041:Zm9v_mFy-'],
  [' 1041:Zm9v_mFy-\n'],
  ['{"level":30,"number":1041,"mac":"Zm9v_mFy-","msg":"audit checkpoint"}'],
])('B.12 a checkpoint is parsed from %j', (text) => {
  expect(parseCheckpoint(text)).toEqual(checkpoint);
});

it.each([
  '',
  '1041',
  ':Zm9v',
  '1041:Zm 9v',
  `1:${'x'.repeat(44)}`,
  '-1:Zm9v',
  '{"number":1041}',
  '{"mac":1',
  'null',
  '[]',
])('B.12 no checkpoint is parsed from %j', (text) => {
  expect(parseCheckpoint(text)).toBeUndefined();
});
