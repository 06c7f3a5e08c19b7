import type { EnvironmentKey, Flag } from '@burgee/contracts';
import { declarationFile, quoteText } from '@burgee/flags/declaration';

export const LANGUAGES = ['declaration', 'react', 'express', 'node', 'curl'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Snippet = {
  readonly label: string;
  /** Its use, in a sentence or two. */
  readonly description: string;
  readonly code: string;
};

type SnippetFlag = Pick<Flag, 'key' | 'type' | 'description' | 'variants' | 'offVariant'>;

export type SnippetInput = {
  readonly flag: SnippetFlag;
  readonly environment: EnvironmentKey;
  /** The URL of the Burgee server. */
  readonly url: string;
};

/** Code that reads this flag: with its key, and a fallback of its type. */
export function snippetsOf(input: SnippetInput): Record<Language, Snippet> {
  return {
    declaration: {
      label: 'Declaration',
      description:
        'Once per application, in flags.ts, which the TypeScript snippets import. Unknown keys and values of another type do not compile.',
      code: declarationFile([input.flag]).trimEnd(),
    },
    react: {
      label: 'React',
      description: 'Components re-render only when the value of the flag changes.',
      code: reactCode(input),
    },
    express: {
      label: 'Express',
      description:
        'For a process that holds the ruleset: evaluates the flag when a request reads it, without waiting for the network.',
      code: expressCode(input),
    },
    node: {
      label: 'Node',
      description: 'For any JavaScript runtime. Values are read from memory and kept up to date.',
      code: nodeCode(input),
    },
    curl: {
      label: 'curl',
      description:
        'Over HTTP, from any language. The key determines the environment; without a key, the default environment of the server applies.',
      code: curlCode(input),
    },
  };
}

function reactCode({ flag, environment, url }: SnippetInput): string {
  const isSwitch = flag.type === 'boolean';
  const hook = isSwitch ? 'useFeatureFlag' : 'useFlag';
  const lines = isSwitch
    ? [
        `  const isOn = useFeatureFlag(${quoteText(flag.key)}); // the declared fallback while loading`,
        '  return isOn ? <p>The new one</p> : <p>The old one</p>;',
      ]
    : [
        `  const value = useFlag(${quoteText(flag.key)}); // the declared fallback while loading`,
        '  return <pre>{JSON.stringify(value)}</pre>;',
      ];
  return [
    `import { FlagProvider, ${hook} } from '@burgee/react';`,
    "import { flags } from './flags.js';",
    '',
    'export function App({ userId }: { userId: string }) {',
    '  return (',
    `    <FlagProvider url=${JSON.stringify(url)} environment="${environment}" flags={flags} context={{ userId }}>`,
    '      <Example />',
    '    </FlagProvider>',
    '  );',
    '}',
    '',
    'function Example() {',
    ...lines,
    '}',
  ].join('\n');
}

function nodeCode({ flag, environment, url }: SnippetInput): string {
  const read =
    flag.type === 'boolean'
      ? `const isOn = client.isEnabled(${quoteText(flag.key)});`
      : `const value = client.get(${quoteText(flag.key)});`;
  return [
    "import { createFlagClient } from '@burgee/client';",
    "import { flags } from './flags.js';",
    '',
    'const client = createFlagClient({',
    `  url: ${quoteText(url)},`,
    '  flags,',
    `  environment: ${quoteText(environment)},`,
    "  context: { userId: 'ann' },",
    '});',
    'await client.ready(); // at most 3 s, and never throws',
    '',
    read,
  ].join('\n');
}

function expressCode({ flag }: SnippetInput): string {
  const isSwitch = flag.type === 'boolean';
  const imports = isSwitch ? 'featureFlags, requireFlag' : 'featureFlags';
  const handler = isSwitch
    ? [
        '// 404 while the flag is off, as if the route did not exist',
        `app.get('/new', requireFlag(${quoteText(flag.key)}), (req, res) => {`,
        "  res.send('The new one');",
        '});',
        '',
        "app.get('/', (req, res) => {",
        `  res.send(req.featureFlags.isEnabled(${quoteText(flag.key)}) ? 'The new one' : 'The old one');`,
        '});',
      ]
    : [
        "app.get('/', (req, res) => {",
        `  const value = req.featureFlags.get(${quoteText(flag.key)});`,
        '  res.json({ value });',
        '});',
      ];
  return [
    "import express from 'express';",
    "import { compileRuleset } from '@burgee/evaluator';",
    `import { ${imports} } from '@burgee/express';`,
    "import { flags } from './flags.js';",
    "import { ruleset } from './ruleset.js'; // the ruleset of the environment, held by your process",
    '',
    'const app = express();',
    'const compiled = compileRuleset(ruleset);',
    'app.use(',
    '  featureFlags({',
    '    flags,',
    "    contextOf: (req) => ({ userId: req.get('x-user-id') }),",
    '    ruleset: () => compiled,',
    '  }),',
    ');',
    '',
    ...handler,
  ].join('\n');
}

function curlCode({ flag, url }: SnippetInput): string {
  const body = JSON.stringify({ context: { userId: 'ann' }, flagKeys: [flag.key] });
  return [
    `curl -X POST ${url}/api/config/evaluate \\`,
    "  -H 'Content-Type: application/json' \\",
    '  -H "Authorization: Bearer $BURGEE_KEY" \\',
    `  -d '${body}'`,
  ].join('\n');
}
