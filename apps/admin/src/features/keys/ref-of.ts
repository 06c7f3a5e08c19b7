import type { ApiKey, EnvironmentKey } from '@burgee/contracts';

/** How the server wants a key to be named. */
export function refOf({ id, environment }: ApiKey): { id: string; environment?: EnvironmentKey } {
  return { id, ...(environment && { environment }) };
}
