import type { EnvironmentKey, ListUnmappedFlagsInput, SdkProtocol, UnmappedFlags } from '@burgee/contracts';
import { toUnleash, type Unmapped } from '@burgee/protocols';
import type { Services } from '../context.ts';
import { overridesByFlag } from '../unleash/exports.ts';
import { usersFrom } from '../unleash/user-overrides.ts';
import { listConnections } from './read.ts';

type Find = (services: Services, environment: EnvironmentKey) => Promise<readonly Unmapped[]>;

/** The level of the newest SDKs, which can evaluate the most flags. */
const NEWEST = 6;

/** The protocols whose SDKs evaluate flags themselves, and so cannot get all of them. */
const FIND: ReadonlyMap<SdkProtocol, Find> = new Map<SdkProtocol, Find>([
  ['flagd', async ({ flagd }, environment) => (await flagd.current(environment)).unmapped],
  [
    'unleash',
    async (services, environment) => {
      const { overrides } = await usersFrom(services)(environment);
      return toUnleash(services.snapshots.ruleset(environment), NEWEST, overridesByFlag(overrides)).unmapped;
    },
  ],
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
