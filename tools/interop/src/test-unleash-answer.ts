import type { UnleashFeature } from '@burgee/protocols';
import { EventEmitter } from 'node:events';
import { type Context, Unleash, type UnleashConfig, type Variant } from 'unleash-client';

type Repository = NonNullable<UnleashConfig['repository']>;
type Feature = NonNullable<ReturnType<Repository['getToggle']>>;

/** The features that an SDK would have polled. */
class HeldFeatures extends EventEmitter implements Repository {
  #features = new Map<string, Feature>();

  hold(features: readonly UnleashFeature[]): void {
    // Through JSON, as on the wire.
    const sent = JSON.parse(JSON.stringify(features)) as Feature[];
    this.#features = new Map(sent.map((feature) => [feature.name, feature]));
  }

  getToggle(name: string): Feature | undefined {
    return this.#features.get(name);
  }
  getToggles(): Feature[] {
    return [...this.#features.values()];
  }
  getTogglesWithSegmentData(): [] {
    return [];
  }
  getSegment(): undefined {
    return undefined;
  }
  stop(): void {}
  async start(): Promise<void> {
    this.emit('ready');
  }
}

export type UnleashAnswer = { readonly isOn: boolean; readonly variant: Variant };

/** Unleash's SDK for Node, unchanged, but for where its features come from. */
export async function createUnleashEvaluator() {
  const repository = new HeldFeatures();
  const sdk = new Unleash({ url: 'http://unleash.test/api/', appName: 'test', repository, disableMetrics: true });
  const isReady = new Promise((resolve) => sdk.once('ready', resolve));
  await sdk.start();
  await isReady;
  return {
    hold: (features: readonly UnleashFeature[]) => repository.hold(features),
    answer: (name: string, context: Context): UnleashAnswer => ({
      isOn: sdk.isEnabled(name, context),
      variant: sdk.getVariant(name, context),
    }),
    stop: () => sdk.destroy(),
  };
}
