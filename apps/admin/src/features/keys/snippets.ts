import type { ApiKeyKind } from '@burgee/contracts';

type Snippet = { readonly title: string; readonly code: string };

const SNIPPETS: Readonly<Record<ApiKeyKind, (secret: string, url: string) => Snippet>> = {
  web: (secret, url) => ({
    title: 'React',
    code: `import { FlagProvider } from '@burgee/react';

<FlagProvider url="${url}" sdkKey="${secret}" context={{ userId }}>
  <App />
</FlagProvider>`,
  }),
  server: (secret, url) => ({
    title: 'Node',
    code: `import { createFlagClient } from '@burgee/client';

const flags = createFlagClient({
  url: '${url}',
  key: process.env.BURGEE_KEY, // ${secret.slice(0, 8)}…
  context: { userId },
});
await flags.ready();`,
  }),
  admin: (secret, url) => ({
    title: 'curl',
    code: `curl ${url}/api/admin/flags \\
  -H "Authorization: Bearer ${secret}"`,
  }),
};

/** Code that uses the key, ready to paste. */
export function snippetFor(kind: ApiKeyKind, secret: string, url: string): Snippet {
  return SNIPPETS[kind](secret, url);
}
