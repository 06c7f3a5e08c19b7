import { quoted, type Sdk } from './sdk.ts';

/** Unleash's SDKs: only the URL and the key change. */
export const UNLEASH_SDKS: readonly Sdk[] = [
  {
    id: 'unleash-node',
    label: 'Unleash for Node',
    protocol: 'unleash',
    keyKind: 'server',
    language: 'ts',
    install: 'npm install unleash-client',
    docs: 'unleash-sdks.md',
    code: ({ url, key, flagKey }) => `import { startUnleash } from 'unleash-client';

const unleash = await startUnleash({
  url: ${quoted(`${url}/api/`)},
  appName: 'app',
  customHeaders: { Authorization: ${quoted(key)} },
});

console.log(unleash.isEnabled(${quoted(flagKey)}, { userId: 'ann' }));`,
  },
  {
    id: 'unleash-javascript',
    label: 'Unleash for browsers',
    protocol: 'unleash',
    keyKind: 'web',
    language: 'ts',
    install: 'npm install unleash-proxy-client',
    docs: 'unleash-sdks.md',
    code: ({ url, key, flagKey }) => `import { UnleashClient } from 'unleash-proxy-client';

const unleash = new UnleashClient({
  url: ${quoted(`${url}/api/frontend`)},
  clientKey: ${quoted(key)},
  appName: 'app',
  context: { userId: 'ann' },
});
await unleash.start();

console.log(unleash.isEnabled(${quoted(flagKey)}));`,
  },
  {
    id: 'unleash-python',
    label: 'Unleash for Python',
    protocol: 'unleash',
    keyKind: 'server',
    language: 'python',
    install: 'pip install UnleashClient',
    docs: 'unleash-sdks.md',
    code: ({ url, key, flagKey }) => `from UnleashClient import UnleashClient

client = UnleashClient(
    url=${quoted(`${url}/api`)},
    app_name="app",
    custom_headers={"Authorization": ${quoted(key)}},
)
client.initialize_client()

print(client.is_enabled(${quoted(flagKey)}, {"userId": "ann"}))`,
  },
];
