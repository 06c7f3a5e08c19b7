import type { Segment } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { draftOfSegment, readSegment } from './segment-draft.ts';
import { withTheirs } from './segment-merge.ts';

const segment = {
  key: 'insiders',
  name: 'Insiders',
  description: '',
  condition: { all: [{ attribute: 'plan', operator: 'in', values: ['pro'] }] },
} as unknown as Segment;

describe('readSegment', () => {
  it('returns the fields that the draft was made from', () => {
    expect(readSegment(draftOfSegment(segment)).fields).toEqual(segment);
  });

  it('reports problems by field', () => {
    const { fields, problems } = readSegment({ ...draftOfSegment(segment), key: 'no key', name: ' ' });
    expect(fields).toBeUndefined();
    expect([...problems.keys()]).toEqual(['key', 'name']);
  });
});

it('a merge keeps my changed fields and takes the others from theirs', () => {
  const theirs = { ...segment, name: 'Theirs', description: 'theirs' };
  expect(withTheirs(segment, theirs, { ...segment, description: 'mine' })).toMatchObject({
    name: 'Theirs',
    description: 'mine',
  });
});
