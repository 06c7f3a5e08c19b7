import type { EnvironmentKey, Flag, JsonValue } from '@burgee/contracts';

export const LANGUAGES = ['react', 'express', 'node', 'curl'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Snippet = {
  readonly label: string;
  /** What it is for, in a sentence. */
  readonly says: string;
  readonly code: string;
};

type Coded = Pick<Flag, 'key' | 'type' | 'variants' | 'offVariant'>;

export type SnippetInput = {
  readonly flag: Coded;
  readonly environment: EnvironmentKey;
  /** Where Burgee is. */
  readonly url: string;
};

/** Code that reads this very flag: its key, its type, and a fallback of that type. */
export function snippetsOf(input: SnippetInput): Record<Language, Snippet> {
  return {
    react: {
      label: 'React',
      says: 'Components render again when the answer changes, and only then.',
      code: reactCode(input),
    },
    express: {
      label: 'Express',
      says: 'In a process that holds the ruleset: evaluated at most once a request, without waiting for the network.',
      code: expressCode(input),
    },
    node: {
      label: 'Node',
      says: 'In any JavaScript runtime. Answers are read from memory and kept current.',
      code: nodeCode(input),
    },
    curl: {
      label: 'curl',
      says: 'Over HTTP, from any language. A key decides the environment; without one it is the one of the server.',
      code: curlCode(input),
    },
  };
}

/** What serves while nothing is known: the off value, or where there is none the emptiest one of the type. */
export function fallbackOf({ type, variants, offVariant }: Omit<Coded, 'key'>): JsonValue {
  const off = variants.find(({ key }) => key === offVariant);
  if (off) return off.value;
  if (type === 'json') return Array.isArray(variants[0]?.value) ? [] : {};
  return { boolean: false, number: 0, string: '' }[type];
}

function reactCode({ flag, environment, url }: SnippetInput): string {
  const isSwitch = flag.type === 'boolean';
  const hook = isSwitch ? 'useFeatureFlag' : 'useFlagValue';
  const lines = isSwitch
    ? [
        `  const isOn = useFeatureFlag(${literal(flag.key)}); // false while loading`,
        '  return isOn ? <p>The new one</p> : <p>The old one</p>;',
      ]
    : [
        `  const value = useFlagValue(${literal(flag.key)}, ${literal(fallbackOf(flag), 2)}); // the fallback while loading`,
        '  return <pre>{JSON.stringify(value)}</pre>;',
      ];
  return [
    `import { FeatureFlagProvider, ${hook} } from '@burgee/react';`,
    '',
    'export function App({ userId }: { userId: string }) {',
    '  return (',
    `    <FeatureFlagProvider url=${JSON.stringify(url)} environment="${environment}" context={{ userId }}>`,
    '      <Example />',
    '    </FeatureFlagProvider>',
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
      ? `const isOn = flags.isEnabled(${literal(flag.key)});`
      : `const value = flags.get(${literal(flag.key)}, ${literal(fallbackOf(flag))});`;
  return [
    "import { createFlagClient } from '@burgee/client';",
    '',
    'const flags = createFlagClient({',
    `  url: ${literal(url)},`,
    `  environment: ${literal(environment)},`,
    "  context: { userId: 'ann' },",
    '});',
    'await flags.ready(); // at most 3 s, and never throws',
    '',
    read,
  ].join('\n');
}

function expressCode({ flag }: SnippetInput): string {
  const isSwitch = flag.type === 'boolean';
  const imports = isSwitch ? 'featureFlags, requireFlag' : 'featureFlags';
  const handler = isSwitch
    ? [
        '// 404 where the flag is off, as if there were nothing here',
        `app.get('/new', requireFlag(${literal(flag.key)}), (req, res) => {`,
        "  res.send('The new one');",
        '});',
        '',
        "app.get('/', (req, res) => {",
        `  res.send(req.featureFlags.isEnabled(${literal(flag.key)}) ? 'The new one' : 'The old one');`,
        '});',
      ]
    : [
        "app.get('/', (req, res) => {",
        `  const value = req.featureFlags.get(${literal(flag.key)}, ${literal(fallbackOf(flag), 2)});`,
        '  res.json({ value });',
        '});',
      ];
  return [
    "import express from 'express';",
    "import { compileRuleset, evaluateAll } from '@burgee/evaluator';",
    `import { ${imports} } from '@burgee/express';`,
    "import { ruleset } from './ruleset.js'; // the ruleset of the environment, as your process holds it",
    '',
    'const app = express();',
    'const compiled = compileRuleset(ruleset);',
    'app.use(',
    '  featureFlags({',
    "    contextOf: (req) => ({ userId: req.get('x-user-id') }),",
    '    evaluateAll: (context) => evaluateAll(compiled, context, { now: Date.now() }),',
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

/** A value as somebody would write it in TypeScript. */
function literal(value: JsonValue, indent = 0): string {
  if (typeof value === 'string') return /['\\\n\r\u2028\u2029]/.test(value) ? JSON.stringify(value) : `'${value}'`;
  const text = spaced(value);
  if (text.length <= 60) return text;
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${' '.repeat(indent)}`);
}

/** `{ "text": "", "links": [] }`: one line, with room to breathe. */
function spaced(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item) => spaced(item)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${spaced(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
