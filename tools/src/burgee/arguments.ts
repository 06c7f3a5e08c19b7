import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { Complaint } from './command.ts';

/** @param see refers to the help. @throws Complaint for unknown options. */
export function parseOptions<O extends ParseArgsOptionsConfig>(args: readonly string[], options: O, see: string) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    // Its second sentence concerns positional arguments that begin with a dash.
    throw new Complaint(`${(error as Error).message.split(/[.\n]/, 1).join()}. ${see}`);
  }
}

/** @throws Complaint unless `text` is an http or https URL. */
export function httpUrl(text: string, what: string, see: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new Complaint(`"${text}" is not a valid URL for ${what}: it must begin with http:// or https://. ${see}`);
}
