import { EnvironmentKey } from '@burgee/contracts';
import { Complaint, STATUS } from './world.ts';

/** @throws Complaint unless `text` can be the key of an environment. */
export function environmentKey(text: string): EnvironmentKey {
  const { data, error } = EnvironmentKey.safeParse(text);
  if (data !== undefined) return data;
  throw new Complaint(`"${text}" is not a valid environment key: ${error.issues[0]?.message}.`, STATUS.usage);
}
