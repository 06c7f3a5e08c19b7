import { isAbsolute, relative, resolve } from 'node:path';
import type { Settings } from './env.ts';

type SystemError = NodeJS.ErrnoException & { readonly syscall?: string };

/** The sentence for a start that a setting made impossible; `undefined` for everything else, which is a bug. */
export function describeStartFailure(
  error: SystemError,
  { HOST, PORT, DATA_DIR }: Pick<Settings, 'HOST' | 'PORT' | 'DATA_DIR'>,
): string | undefined {
  const { code, syscall = '', message, path } = error;
  if (code === 'EADDRINUSE') return `Port ${PORT} is in use. Stop what listens there, or set PORT to another one.`;
  if (code === 'EACCES' && syscall === 'listen') {
    return `This user may not listen on port ${PORT}. Set PORT to one above 1023.`;
  }
  if (['listen', 'getaddrinfo', 'bind'].includes(syscall)) {
    return `HOST is "${HOST}", which is not an address of this machine: ${message}. Use 0.0.0.0 for all of them.`;
  }
  if (path !== undefined && isWithin(DATA_DIR, path)) {
    return `DATA_DIR is "${DATA_DIR}", where files cannot be written: ${message}.`;
  }
  return undefined;
}

/** Other files than those of the data folder, such as those of a web app, are no matter of a setting. */
function isWithin(folder: string, path: string): boolean {
  const rest = relative(resolve(folder), resolve(path));
  return !rest.startsWith('..') && !isAbsolute(rest);
}
