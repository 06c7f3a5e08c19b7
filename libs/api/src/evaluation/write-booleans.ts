import type { Evaluation } from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';
import { type JsonName, jsonNames } from './json-names.ts';

/** How many neighboring flags have one text for each combination of their values. */
const GROUP = 4;

/** The texts written so far of each group, by the values as bits; by the names, which versions with the same flags share. */
const textsByNames = new WeakMap<readonly JsonName[], string[][]>();

/**
 * Writes the answers of all flags as a JSON object of booleans, without building that object. Measured gain (ADR 0045): 28,400
 * requests per second instead of 25,000. Neighboring flags share a piece, because V8 copies each piece twice, for the ETag and
 * for the socket: another 2 µs of 29 µs (ADR 0055).
 */
export function writeBooleans(ruleset: CompiledRuleset, answers: readonly Evaluation[]): string {
  const names = jsonNames(ruleset);
  const groups = textsOf(names);
  let json = '';
  for (let group = 0; group < groups.length; group++) {
    const start = group * GROUP;
    const end = Math.min(start + GROUP, answers.length);
    let values = 0;
    for (let place = start; place < end; place++) values = values * 2 + Number((answers[place] as Evaluation).enabled);
    const texts = groups[group] as string[];
    json += texts[values] ??= writeGroup(names, answers, start, end);
  }
  return answers.length === 0 ? '{}' : `${json}}`;
}

function writeGroup(names: readonly JsonName[], answers: readonly Evaluation[], start: number, end: number): string {
  return names
    .slice(start, end)
    .map((name, index) => name + String(answers[start + index]?.enabled))
    .join('');
}

function textsOf(names: readonly JsonName[]): string[][] {
  const known = textsByNames.get(names);
  if (known) return known;
  const texts = Array.from({ length: Math.ceil(names.length / GROUP) }, (): string[] => []);
  textsByNames.set(names, texts);
  return texts;
}
