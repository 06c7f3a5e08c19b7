import type { EnvironmentKey, Flag } from '@burgee/contracts';
import { declarationFile, quoteText } from '@burgee/flags/declaration';

export const LANGUAGES = ['declaration', 'react', 'node', 'express', 'client', 'curl'] as const;
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
    node: {
      label: 'Node',
      description:
        'For servers: evaluates the flag for any user in the process, without a request. BURGEE_KEY is a server key of this environment.',
      code: nodeCode(input),
    },
    express: {
      label: 'Express',
      description: 'Like Node. Each request has its flags, and a route can require one.',
      code: expressCode(input),
    },
    client: {
      label: 'JavaScript',
      description: 'For any runtime, with one user at a time. Values are read from memory and kept up to date.',
      code: clientCode(input),
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

function clientCode({ flag, environment, url }: SnippetInput): string {
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

function nodeCode({ flag, url }: SnippetInput): string {
  const read =
    flag.type === 'boolean'
      ? `const isOn = userFlags.isEnabled(${quoteText(flag.key)});`
      : `const value = userFlags.get(${quoteText(flag.key)});`;
  return [
    "import { createFlagServer } from '@burgee/node';",
    "import { flags } from './flags.js';",
    '',
    ...createServer(url),
    '',
    "const userFlags = await burgee.for({ userId: 'ann' });",
    read,
  ].join('\n');
}

function createServer(url: string): string[] {
  return [
    'const burgee = createFlagServer({',
    `  url: ${quoteText(url)},`,
    '  key: process.env.BURGEE_KEY,',
    '  flags,',
    "  snapshot: '.burgee/flags.json', // for a start while Burgee is away",
    '});',
    'await burgee.ready(); // at most 3 s, and never throws',
  ];
}

function expressCode({ flag, url }: SnippetInput): string {
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
        `  res.send(req.flags.isEnabled(${quoteText(flag.key)}) ? 'The new one' : 'The old one');`,
        '});',
      ]
    : [
        "app.get('/', (req, res) => {",
        `  const value = req.flags.get(${quoteText(flag.key)});`,
        '  res.json({ value });',
        '});',
      ];
  return [
    "import express from 'express';",
    "import { createFlagServer } from '@burgee/node';",
    `import { ${imports} } from '@burgee/node/express';`,
    "import { flags } from './flags.js';",
    '',
    ...createServer(url),
    '',
    'const app = express();',
    "app.use(featureFlags(burgee, (req) => ({ userId: req.get('x-user-id') })));",
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
