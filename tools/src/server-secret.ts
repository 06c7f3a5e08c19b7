import { readOrCreateSecret } from '@burgee/api';

/** The secret of the server in this folder: AUTH_SECRET, or the one that the server generated. */
export async function serverSecret(): Promise<string> {
  const { AUTH_SECRET, DATA_DIR = '.data' } = process.env;
  return AUTH_SECRET ?? readOrCreateSecret(DATA_DIR);
}
