import { type ConnectionPlace, hostOf, quoted, type Sdk, usesTls } from './sdk.ts';

/** The usual port, for servers that do not serve flagd's protocol yet. */
const USUAL_PORT = 8015;

function addressOf({ url, flagd }: ConnectionPlace) {
  return { host: hostOf(url), ...(flagd ?? { port: USUAL_PORT, tls: usesTls(url) }) };
}

/** flagd's providers of OpenFeature, which evaluate in the process. */
export const FLAGD_SDKS: readonly Sdk[] = [
  {
    id: 'flagd-node',
    label: 'OpenFeature for Node (flagd, in the process)',
    protocol: 'flagd',
    keyKind: 'server',
    language: 'ts',
    install: 'npm install @openfeature/server-sdk @openfeature/flagd-provider @grpc/grpc-js',
    docs: 'flagd.md',
    code: (place) => {
      const { host, port, tls } = addressOf(place);
      return `import { FlagdProvider } from '@openfeature/flagd-provider';
import { OpenFeature } from '@openfeature/server-sdk';

await OpenFeature.setProviderAndWait(
  new FlagdProvider({
    resolverType: 'in-process',
    host: ${quoted(host)},
    port: ${port},
    tls: ${tls},
    selector: ${quoted(place.key)},
  }),
);

const client = OpenFeature.getClient();
console.log(await client.getBooleanValue(${quoted(place.flagKey)}, false, { targetingKey: 'ann' }));`;
    },
  },
  {
    id: 'flagd-go',
    label: 'OpenFeature for Go (flagd, in the process)',
    protocol: 'flagd',
    keyKind: 'server',
    language: 'go',
    install: 'go get github.com/open-feature/go-sdk github.com/open-feature/go-sdk-contrib/providers/flagd',
    docs: 'flagd.md',
    code: (place) => {
      const { host, port, tls } = addressOf(place);
      return `provider, err := flagd.NewProvider(
	flagd.WithInProcessResolver(),
	flagd.WithHost(${quoted(host)}),
	flagd.WithPort(${port}),${tls ? '\n\tflagd.WithTLS(""),' : ''}
	flagd.WithSelector(${quoted(place.key)}),
)
if err != nil {
	log.Fatal(err)
}
openfeature.SetProviderAndWait(provider)

client := openfeature.NewClient("app")
isOn := client.Boolean(ctx, ${quoted(place.flagKey)}, false, openfeature.NewEvaluationContext("ann", nil))`;
    },
  },
  {
    id: 'flagd-java',
    label: 'OpenFeature for Java (flagd, in the process)',
    protocol: 'flagd',
    keyKind: 'server',
    language: 'java',
    docs: 'flagd.md',
    code: (place) => {
      const { host, port, tls } = addressOf(place);
      return `FlagdProvider provider = new FlagdProvider(FlagdOptions.builder()
    .resolverType(Config.Resolver.IN_PROCESS)
    .host(${quoted(host)})
    .port(${port})
    .tls(${tls})
    .selector(${quoted(place.key)})
    .build());
OpenFeatureAPI.getInstance().setProviderAndWait(provider);

Client client = OpenFeatureAPI.getInstance().getClient();
boolean isOn = client.getBooleanValue(${quoted(place.flagKey)}, false, new ImmutableContext("ann"));`;
    },
  },
];
