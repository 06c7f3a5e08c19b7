import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { Complaint } from './command.ts';

/** @param see where the person finds what there is. @throws Complaint for what is not among `options`. */
export function parseOptions<O extends ParseArgsOptionsConfig>(args: readonly string[], options: O, see: string) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    // Its second sentence is about positional arguments that begin with a dash.
    throw new Complaint(`${(error as Error).message.split(/[.\n]/, 1).join()}. ${see}`);
  }
}

/** @throws Complaint for anything else. */
export function httpUrl(text: string, what: string, see: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new Complaint(`"${text}" is no URL for ${what}: it has to begin with http:// or https://. ${see}`);
}
