import { Option } from '@commander-js/extra-typings';
import { Complaint, STATUS, type World } from './world.ts';

const LOCAL = 'http://localhost:4000';

/** Options of every command that calls the server. */
export function urlOption({ settings: { BURGEE_URL = LOCAL } }: World) {
  return new Option('--server, --url <url>', 'the URL of Burgee').default(BURGEE_URL, `BURGEE_URL, or ${LOCAL}`);
}

export function keyOption() {
  return new Option('--key <key>', 'an admin key, adm_... (default: BURGEE_KEY)').conflicts('token');
}

export function tokenOption() {
  return new Option('--token <token>', 'a token, instead of a key (default: BURGEE_TOKEN)');
}

export function environmentOption({ settings: { BURGEE_ENVIRONMENT = 'development' } }: World) {
  const described = 'BURGEE_ENVIRONMENT, or development';
  return new Option('--environment <key>', 'the environment').default(BURGEE_ENVIRONMENT, described);
}

export function jsonOption() {
  return new Option('--json', 'print the result as JSON');
}

/** The server, and the caller's credential. */
export type Connection = { readonly url: string; readonly token: string | undefined };

type ConnectionOptions = {
  readonly url: string;
  readonly key?: string | undefined;
  readonly token?: string | undefined;
};

/** Among the settings, the token comes first: the key may be one that the application needs, which permits less. */
export function connectionOf({ url, key, token }: ConnectionOptions, { settings }: World): Connection {
  return { url: httpUrl(url, '--url').href, token: token ?? key ?? settings.BURGEE_TOKEN ?? settings.BURGEE_KEY };
}

/** @throws Complaint unless `text` is an http or https URL. */
export function httpUrl(text: string, what: string): URL {
  // Node 20 has no `URL.parse`.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  const problem = `"${text}" is not a valid URL for ${what}: it must begin with http:// or https://.`;
  throw new Complaint(problem, STATUS.usage);
}
