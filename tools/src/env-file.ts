import { existsSync } from 'node:fs';

/** Loads the settings from `.env`, if it exists. Existing environment variables take precedence. */
export function readEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}
