import { DAY_MS, type ListSdkConnectionsInput, type SdkConnectionList, SdkProtocol } from '@burgee/contracts';
import { readProtocolUses } from '@burgee/data-access';
import type { Services } from '../context.ts';
import { requireEnvironment } from '../database/query.ts';

/** Programs that asked within this time count as connected. */
const CONNECTED_MS = 30 * DAY_MS;

/**
 * The protocols that programs have used in an environment in the last 30 days.
 *
 * @throws DomainError ENVIRONMENT_NOT_FOUND.
 */
export async function listConnections(
  { database, now, flagdAddress }: Pick<Services, 'database' | 'now' | 'flagdAddress'>,
  { environment }: ListSdkConnectionsInput,
): Promise<SdkConnectionList> {
  const rows = await database.read(async (em) => {
    await requireEnvironment(em, environment);
    return readProtocolUses(em, environment, new Date(now().getTime() - CONNECTED_MS));
  });
  const items = rows.flatMap(({ protocol, keyId, keyName, at }) => {
    const known = SdkProtocol.safeParse(protocol).data;
    // A newer server may have stored a protocol that this one does not know.
    if (!known) return [];
    const key = keyId === '' ? null : { id: keyId, name: keyName ?? '?' };
    return [{ protocol: known, key, lastUsedAt: new Date(at).toISOString() }];
  });
  return { items, flagd: flagdAddress };
}
