import type { Segment } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { draftOfSegment, keyOfName, readSegment } from './segment-draft.ts';
import { withTheirs } from './segment-merge.ts';

const segment = {
  key: 'insiders',
  name: 'Insiders',
  description: '',
  condition: { all: [{ attribute: 'plan', operator: 'in', values: ['pro'] }] },
} as unknown as Segment;

describe('readSegment', () => {
  it('gives back what it was made of', () => {
    expect(readSegment(draftOfSegment(segment)).fields).toEqual(segment);
  });

  it('says at which field something is wrong', () => {
    const { fields, problems } = readSegment({ ...draftOfSegment(segment), key: 'no key', name: ' ' });
    expect(fields).toBeUndefined();
    expect([...problems.keys()]).toEqual(['key', 'name']);
  });
});

it('makes a key out of a name', () => {
  expect(keyOfName('  Paying customers (Österreich) ')).toBe('paying-customers-osterreich');
});

it('puts mine on top of theirs, field by field', () => {
  const theirs = { ...segment, name: 'Theirs', description: 'theirs' };
  expect(withTheirs(segment, theirs, { ...segment, description: 'mine' })).toMatchObject({
    name: 'Theirs',
    description: 'mine',
  });
});
