import { quoted, type Sdk } from './sdk.ts';

/** The providers of OpenFeature that ask over OFREP. */
export const OFREP_SDKS: readonly Sdk[] = [
  {
    id: 'openfeature-node',
    label: 'OpenFeature for Node (OFREP)',
    protocol: 'ofrep',
    keyKind: 'server',
    language: 'ts',
    install: 'npm install @openfeature/server-sdk @openfeature/ofrep-provider',
    docs: 'ofrep.md',
    code: ({ url, key, flagKey }) => `import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';

await OpenFeature.setProviderAndWait(
  new OFREPProvider({
    baseUrl: ${quoted(url)},
    headers: [['Authorization', ${quoted(`Bearer ${key}`)}]],
  }),
);

const client = OpenFeature.getClient();
console.log(await client.getBooleanValue(${quoted(flagKey)}, false, { targetingKey: 'ann' }));`,
  },
  {
    id: 'openfeature-web',
    label: 'OpenFeature for browsers (OFREP)',
    protocol: 'ofrep',
    keyKind: 'web',
    language: 'ts',
    install: 'npm install @openfeature/web-sdk @openfeature/ofrep-web-provider',
    docs: 'ofrep.md',
    code: ({ url, key, flagKey }) => `import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature } from '@openfeature/web-sdk';

await OpenFeature.setContext({ targetingKey: 'ann' });
await OpenFeature.setProviderAndWait(
  new OFREPWebProvider({
    baseUrl: ${quoted(url)},
    headers: [['Authorization', ${quoted(`Bearer ${key}`)}]],
  }),
);

console.log(OpenFeature.getClient().getBooleanValue(${quoted(flagKey)}, false));`,
  },
];
