import type { CodeSnippet, CodeSnippetInput, Flag, FlagType, JsonValue } from '@burgee/contracts';
import type { Services } from '../context.ts';
import { getFlag } from '../flags/read.ts';

type Read = {
  /** The key, quoted for JavaScript. */
  readonly key: string;
  readonly isBoolean: boolean;
  /** `isEnabled(key)`, or `get(key)` with a fallback. */
  readonly read: string;
  readonly fallback: string;
};
type Snippet = Pick<CodeSnippet, 'packages' | 'language' | 'code'>;

/** How code reads a flag. @throws DomainError FLAG_NOT_FOUND. */
export async function codeSnippet(
  { database }: Pick<Services, 'database'>,
  { environment, key, target }: CodeSnippetInput,
): Promise<CodeSnippet> {
  const { type, variants, offVariant } = await getFlag(database, { environment, key });
  const off = variants.find((variant) => variant.key === offVariant)?.value;
  return { key, type, target, ...writeSnippet(target, { key, type, off }) };
}

/** @param off the value while the flag is off, if it has one. */
export function writeSnippet(
  target: CodeSnippet['target'],
  { key, type, off }: Pick<Flag, 'key' | 'type'> & { readonly off: JsonValue | undefined },
): Snippet {
  const quoted = JSON.stringify(key);
  const fallback = JSON.stringify(off ?? FALLBACKS[type]);
  const isBoolean = type === 'boolean';
  const read = isBoolean ? `isEnabled(${quoted})` : `get(${quoted}, ${fallback})`;
  return SNIPPETS[target]({ key: quoted, isBoolean, read, fallback });
}

/** Used while there is no answer. */
const FALLBACKS: Record<FlagType, JsonValue> = { boolean: false, string: '', number: 0, json: {} };

const SNIPPETS: Record<CodeSnippet['target'], (read: Read) => Snippet> = {
  react: ({ key, isBoolean, fallback }) => ({
    packages: ['@burgee/react'],
    language: 'tsx',
    code: `import { FlagProvider, ${isBoolean ? 'useFeatureFlag' : 'useFlagValue'} } from '@burgee/react';

export function App({ userId }: { userId: string }) {
  return (
    <FlagProvider url="https://flags.example.com" sdkKey="web_..." context={{ userId }}>
      <Page />
    </FlagProvider>
  );
}

function Page() {
  const value = ${isBoolean ? `useFeatureFlag(${key})` : `useFlagValue(${key}, ${fallback})`};
  return <p>{JSON.stringify(value)}</p>;
}
`,
  }),
  client: ({ read }) => ({
    packages: ['@burgee/client'],
    language: 'ts',
    code: `import { createFlagClient } from '@burgee/client';

const flags = createFlagClient({ url: 'https://flags.example.com', key: 'web_...', context: { userId: 'ann' } });
await flags.ready();
console.log(flags.${read});
`,
  }),
  node: ({ read }) => ({
    packages: ['@burgee/node'],
    language: 'ts',
    code: `${FLAG_SERVER}
await burgee.ready();
const flags = await burgee.for({ userId: 'ann' });
console.log(flags.${read});
`,
  }),
  express: ({ read }) => ({
    packages: ['@burgee/node', 'express'],
    language: 'ts',
    code: `${FLAG_SERVER.replace('\n', "\nimport { featureFlags } from '@burgee/node/express';\nimport express from 'express';\n")}
const app = express();
app.use(featureFlags(burgee, (request) => ({ userId: request.get('x-user-id') })));
app.get('/', (request, response) => {
  response.json(request.flags.${read});
});
`,
  }),
  trpc: ({ read }) => ({
    packages: ['@burgee/node', '@trpc/server'],
    language: 'ts',
    code: `${FLAG_SERVER.replace('\n', "\nimport { withFlags } from '@burgee/node/trpc';\nimport { initTRPC } from '@trpc/server';\n")}
type Context = { readonly user: { readonly id: string } | undefined };
const t = initTRPC.context<Context>().create();
export const router = t.router({
  value: t.procedure
    .concat(withFlags(burgee, ({ user }: Context) => ({ userId: user?.id })))
    .query(({ ctx }) => ctx.flags.${read}),
});
`,
  }),
  http: ({ key }) => ({
    packages: [],
    language: 'sh',
    code: `curl https://flags.example.com/api/config/evaluate \\
  --header "Authorization: Bearer $BURGEE_KEY" --header "Content-Type: application/json" \\
  --data '${JSON.stringify({ flagKeys: [JSON.parse(key)], context: { userId: 'ann' } }).replaceAll("'", String.raw`'\''`)}'
`,
  }),
};

const FLAG_SERVER = `import { createFlagServer } from '@burgee/node';

const burgee = createFlagServer({ url: 'https://flags.example.com', key: process.env['BURGEE_KEY'] });`;
