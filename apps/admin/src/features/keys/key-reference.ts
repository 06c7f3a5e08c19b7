import type { ApiKey, EnvironmentKey } from '@burgee/contracts';

/** The fields by which the server identifies a key. */
export function keyReference({ id, environment }: ApiKey): { id: string; environment?: EnvironmentKey } {
  return { id, ...(environment && { environment }) };
}
