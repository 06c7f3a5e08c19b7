import type { EnvironmentKey, ListUnmappedFlagsInput, SdkProtocol, UnmappedFlags } from '@burgee/contracts';
import { NEWEST_SPEC_LEVEL, type Unmapped } from '@burgee/protocols';
import type { Services } from '../context.ts';
import { listConnections } from './read.ts';

type Find = (services: Services, environment: EnvironmentKey) => Promise<readonly Unmapped[]>;

/** The protocols whose SDKs evaluate flags themselves, and so cannot get all of them. */
const FIND: ReadonlyMap<SdkProtocol, Find> = new Map<SdkProtocol, Find>([
  ['flagd', async ({ flagd }, environment) => (await flagd.current(environment)).unmapped],
  ['unleash', async ({ unleash }, environment) => (await unleash.of(environment, NEWEST_SPEC_LEVEL)).unmapped],
]);

/**
 * Lists the flags that SDKs do not get, by protocol.
 *
 * @throws DomainError ENVIRONMENT_NOT_FOUND, DATABASE_UNAVAILABLE.
 */
export async function listUnmapped(
  services: Services,
  { environment, protocols, flagKey, limit }: ListUnmappedFlagsInput,
): Promise<UnmappedFlags> {
  const wanted = protocols ?? (await protocolsInUse(services, environment));
  const found: UnmappedFlags['items'] = [];
  for (const [protocol, find] of FIND) {
    if (!wanted.includes(protocol)) continue;
    for (const unmapped of await find(services, environment)) {
      if (flagKey === undefined || unmapped.flagKey === flagKey) found.push({ protocol, ...unmapped });
    }
  }
  return { items: found.slice(0, limit), total: found.length };
}

async function protocolsInUse(services: Services, environment: EnvironmentKey): Promise<SdkProtocol[]> {
  const { items } = await listConnections(services, { environment });
  return items.map(({ protocol }) => protocol);
}
