import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import {
  OpenFeature,
  OpenFeatureProvider,
  ProviderEvents,
  useBooleanFlagValue,
  useStringFlagDetails,
} from '@openfeature/react-sdk';
import { createRoot } from 'react-dom/client';

/** A page with React and the official SDKs, which the test controls. */

export type Start = { readonly url: string; readonly key: string; readonly pollMs?: number };

function Page() {
  const banner = useBooleanFlagValue('banner', false);
  const { value, reason } = useStringFlagDetails('color', 'none');
  return <p>{`banner ${banner ? 'on' : 'off'}, color ${value} (${reason ?? 'no reason'})`}</p>;
}

const changes: string[][] = [];

export const ofrep = {
  /** Starts with the targeting key `ann`. With `pollMs`, the provider polls instead of waiting for events. */
  start: async ({ url, key, pollMs }: Start) => {
    const provider = new OFREPWebProvider({
      baseUrl: url,
      headers: [['Authorization', `Bearer ${key}`]],
      cacheMode: 'disabled',
      ...(pollMs !== undefined && { changeDetection: 'polling', pollInterval: pollMs }),
    });
    await OpenFeature.setProviderAndWait(provider, { targetingKey: 'ann' });
    OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, (details) => {
      changes.push((details as { flagsChanged?: string[] }).flagsChanged ?? []);
    });
    createRoot(document.body.appendChild(document.createElement('main'))).render(
      <OpenFeatureProvider>
        <Page />
      </OpenFeatureProvider>,
    );
  },
  details: (key: string, fallback: unknown) => {
    const client = OpenFeature.getClient();
    if (typeof fallback === 'boolean') return client.getBooleanDetails(key, fallback);
    if (typeof fallback === 'string') return client.getStringDetails(key, fallback);
    if (typeof fallback === 'number') return client.getNumberDetails(key, fallback);
    return client.getObjectDetails(key, fallback as object as never);
  },
  setContext: (context: object) => OpenFeature.setContext(context as never),
  changes,
};

Object.assign(globalThis, { ofrep });
