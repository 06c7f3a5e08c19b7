import { quoted, type Sdk } from './sdk.ts';

/** Our own libraries, and plain HTTP. */
export const OWN_SDKS: readonly Sdk[] = [
  {
    id: 'react',
    label: 'React',
    protocol: 'evaluation',
    keyKind: 'web',
    language: 'tsx',
    install: 'npm install @burgee/react',
    docs: 'sdk.md',
    code: ({ url, key, flagKey }) => `import { FlagProvider, useFeatureFlag } from '@burgee/react';

export function App({ userId }: { userId: string }) {
  return (
    <FlagProvider url=${quoted(url)} sdkKey=${quoted(key)} context={{ userId }}>
      <Page />
    </FlagProvider>
  );
}

function Page() {
  const isOn = useFeatureFlag(${quoted(flagKey)});
  return <p>{isOn ? 'on' : 'off'}</p>;
}`,
  },
  {
    id: 'javascript',
    label: 'JavaScript in browsers',
    protocol: 'evaluation',
    keyKind: 'web',
    language: 'ts',
    install: 'npm install @burgee/client',
    docs: 'sdk.md',
    code: ({ url, key, flagKey }) => `import { createFlagClient } from '@burgee/client';

const flags = createFlagClient({
  url: ${quoted(url)},
  key: ${quoted(key)},
  context: { userId: 'ann' },
});
await flags.ready();

console.log(flags.isEnabled(${quoted(flagKey)}));`,
  },
  {
    id: 'node',
    label: 'Node',
    protocol: 'sync',
    keyKind: 'server',
    language: 'ts',
    install: 'npm install @burgee/node',
    docs: 'sdk.md',
    code: ({ url, key, flagKey }) => `import { createFlagServer } from '@burgee/node';

const burgee = createFlagServer({
  url: ${quoted(url)},
  key: ${quoted(key)},
});
await burgee.ready();

const flags = await burgee.for({ userId: 'ann' });
console.log(flags.isEnabled(${quoted(flagKey)}));`,
  },
  {
    id: 'curl',
    label: 'curl and any HTTP client',
    protocol: 'evaluation',
    keyKind: 'server',
    language: 'sh',
    docs: 'api.md',
    code: ({ url, key, flagKey }) => `curl ${url}/api/config/evaluate \\
  --header "Authorization: Bearer ${key}" \\
  --header "Content-Type: application/json" \\
  --data '${JSON.stringify({ flagKeys: [flagKey], context: { userId: 'ann' } })}'`,
  },
];
