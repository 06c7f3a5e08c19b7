import { isAbsolute, relative, resolve } from 'node:path';
import type { Settings } from './env.ts';
import { FlagdUnbound } from './flagd/flagd-unbound.ts';

type SystemError = NodeJS.ErrnoException & { readonly syscall?: string };

/** Describes a failed start that a setting caused; `undefined` for anything else, which is a bug. */
export function describeStartFailure(
  error: SystemError,
  { HOST, PORT, DATA_DIR }: Pick<Settings, 'HOST' | 'PORT' | 'DATA_DIR'>,
): string | undefined {
  const { code, syscall = '', message, path } = error;
  if (error instanceof FlagdUnbound) return message;
  if (code === 'EADDRINUSE')
    return `Port ${PORT} is in use. Stop the program that listens there, or set PORT to another port.`;
  if (code === 'EACCES' && syscall === 'listen') {
    return `This user is not allowed to listen on port ${PORT}. Set PORT to a port above 1023.`;
  }
  if (['listen', 'getaddrinfo', 'bind'].includes(syscall)) {
    return `HOST is "${HOST}", which is not an address of this machine: ${message}. Use 0.0.0.0 to listen on all addresses.`;
  }
  if (path !== undefined && isWithin(DATA_DIR, path)) {
    return `DATA_DIR is "${DATA_DIR}", where files cannot be written: ${message}.`;
  }
  return undefined;
}

/** Only files in the data folder depend on a setting; others, such as those of a web app, do not. */
function isWithin(folder: string, path: string): boolean {
  const rest = relative(resolve(folder), resolve(path));
  return !rest.startsWith('..') && !isAbsolute(rest);
}
