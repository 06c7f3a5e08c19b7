import words from './banned-words.json' with { type: 'json' };
import { headlessSentences } from './headless-sentences.mjs';

const BANNED = Object.entries(words).map(([pattern, advice]) => ({ pattern: new RegExp(pattern, 'i'), advice }));
const DIRECTIVE = /^\s*(eslint|@ts-|v8 |c8 |@vitest|prettier-|\/ <reference)/;

/**
 * Reports sentences in comments that begin with a relative pronoun instead of a subject ("Who may only look sees the
 * same"), and words that modern English has dropped, in comments, strings and JSX.
 */
export const wording = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      headless: 'Name the subject: "{{ sentence }}" begins with "{{ word }}".',
      banned: '"{{ word }}": {{ advice }}.',
    },
  },
  create(context) {
    const reportWords = (node, text) => {
      for (const { pattern, advice } of BANNED) {
        const word = pattern.exec(text)?.[0];
        if (word) context.report({ node, messageId: 'banned', data: { word, advice } });
      }
    };
    return {
      Program() {
        for (const { loc, text } of commentBlocks(context.sourceCode.getAllComments())) {
          if (DIRECTIVE.test(text)) continue;
          for (const sentence of headlessSentences(text)) {
            const data = { sentence: sentence.slice(0, 50), word: sentence.split(' ', 1)[0] };
            context.report({ loc, messageId: 'headless', data });
          }
          reportWords({ loc }, text);
        }
      },
      Literal: (node) => typeof node.value === 'string' && reportWords(node, node.value),
      TemplateElement: (node) => reportWords(node, node.value.raw),
      JSXText: (node) => reportWords(node, node.value),
    };
  },
};

/** Joins `//` comments of consecutive lines, because sentences may span them. */
function commentBlocks(comments) {
  const blocks = [];
  for (const { type, value, loc } of comments) {
    const last = blocks.at(-1);
    if (type === 'Line' && last?.type === 'Line' && last.loc.end.line === loc.start.line - 1) {
      last.text += ` ${value.trim()}`;
      last.loc = { start: last.loc.start, end: loc.end };
    } else {
      blocks.push({ type, text: value.replace(/^\s*\*+ ?/gm, '').trim(), loc });
    }
  }
  return blocks;
}
