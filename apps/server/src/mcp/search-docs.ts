import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A part of a page under a heading. */
export type DocSection = { readonly page: string; readonly heading: string; readonly text: string };

/** Reads the pages of a folder, each divided at its headings. */
export async function readDocs(folder: string): Promise<DocSection[]> {
  const pages = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  const texts = await Promise.all(pages.map((page) => readFile(join(folder, page), 'utf8')));
  return texts.flatMap((text, index) => sectionsOf(pages[index] as string, text));
}

/** A line that begins with # in a block of code is a comment of a shell. */
export function sectionsOf(page: string, text: string): DocSection[] {
  const sections: { page: string; heading: string; lines: string[] }[] = [];
  let isInBlock = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) isInBlock = !isInBlock;
    const [, heading] = (isInBlock ? undefined : /^#{1,6} (.+)$/.exec(line)) ?? [];
    if (heading !== undefined) sections.push({ page, heading, lines: [] });
    else (sections.at(-1) ?? sections[sections.push({ page, heading: page, lines: [] }) - 1])?.lines.push(line);
  }
  return sections.map(({ lines, ...section }) => ({ ...section, text: lines.join('\n').trim() }));
}

/** A word in a heading says more than one in a text. */
const HEADING_WEIGHT = 3;

/** Returns the sections that have words of the query, the best first. Rare words count more than those of every page. */
export function searchSections(sections: readonly DocSection[], query: string): DocSection[] {
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [])];
  const lower = sections.map(({ heading, text }) => ({ heading: heading.toLowerCase(), text: text.toLowerCase() }));
  const weights = words.map((word) => {
    const having = lower.filter(({ heading, text }) => heading.includes(word) || text.includes(word)).length;
    return { word, weight: Math.log(1 + sections.length / (having + 1)) };
  });
  return lower
    .map(({ heading, text }, index) => ({
      section: sections[index] as DocSection,
      score: weights.reduce(
        (sum, { word, weight }) =>
          sum + weight * (HEADING_WEIGHT * Number(heading.includes(word)) + Math.log(1 + countOf(text, word))),
        0,
      ),
    }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ section }) => section);
}

function countOf(text: string, word: string): number {
  return text.split(word).length - 1;
}
