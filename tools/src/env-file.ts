import { existsSync } from 'node:fs';

/** Reads the settings of `.env`, where there is one. What is set already wins. */
export function readEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}
