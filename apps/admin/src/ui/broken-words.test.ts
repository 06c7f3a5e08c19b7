import { describe, expect, it } from 'vitest';
import { brokenFields, brokenSentence, isKeyBroken } from './broken-words.ts';

const at = (...paths: string[]) => paths.map((path) => ({ path, message: 'Invalid input' }));

describe('10.9 R16 the sentence about broken fields', () => {
  it.each([
    [at('rules'), 'The stored rules cannot be read.'],
    [at('rules.0.condition', 'rules.0.id', 'offVariant'), 'The stored rules and off variant cannot be read.'],
    [at('tags', 'rules', 'split'), 'The stored tags, rules and split cannot be read.'],
    [at('key'), 'The stored key is not valid.'],
    [at('key', 'name'), 'The stored name cannot be read. The stored key is not valid.'],
    [at('constructor'), 'The stored constructor cannot be read.'],
  ])('%j', (broken, sentence) => {
    expect(brokenSentence(broken)).toBe(sentence);
  });
});

it('10.9 R16 a broken field is named once even if several places in it are broken', () => {
  expect(brokenFields(at('rules.0.id', 'rules.1', 'key'))).toEqual(['rules', 'key']);
});

it('10.9 R16 an invalid key is distinguished from other broken fields', () => {
  expect([isKeyBroken(), isKeyBroken(at('name')), isKeyBroken(at('name', 'key'))]).toEqual([false, false, true]);
});
