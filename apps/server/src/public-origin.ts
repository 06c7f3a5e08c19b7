import type { Settings } from './env.ts';

/** As browsers see this server. */
export function publicOriginOf({ PUBLIC_URL, PORT }: Pick<Settings, 'PUBLIC_URL' | 'PORT'>): string {
  return new URL(PUBLIC_URL ?? `http://localhost:${PORT}`).origin;
}
