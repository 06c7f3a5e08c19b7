import { expect, it } from 'vitest';
import { codeBlocksOf, commandsOf } from './code-blocks.ts';

it('blocks have their language, their line and their text', () => {
  const markdown = 'Text\n\n```sh\nnpm ci\n```\n\n```json answer\n{}\n```\n\n```\nplain\n```\n';

  expect(codeBlocksOf(markdown)).toEqual([
    { language: 'sh', line: 3, text: 'npm ci\n' },
    { language: 'json', line: 7, text: '{}\n' },
    { language: '', line: 11, text: 'plain\n' },
  ]);
});

it('continued commands and quoted lines are one command each', () => {
  const text = '# first\ncurl -X POST a \\\n  -d \'{"a": 1,\n       "b": 2}\'\n\nnpm start\n';

  expect(commandsOf({ text })).toEqual(['curl -X POST a -d \'{"a": 1, "b": 2}\'', 'npm start']);
});
