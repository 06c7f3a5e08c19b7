import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { readProfile } from './profile.ts';
import { Complaint, STATUS, type World } from './world.ts';

export const LOCAL = 'http://localhost:4000';

/** Options of every command that calls the server. */
export function urlOption() {
  return new Option('--server, --url <url>', `the URL of Burgee (default: BURGEE_URL, the profile's, or ${LOCAL})`);
}

export function keyOption() {
  return new Option('--key <key>', 'an admin key, adm_... (default: BURGEE_KEY)').conflicts('token');
}

export function tokenOption() {
  return new Option('--token <token>', 'a token, instead of a key (default: BURGEE_TOKEN)');
}

export function profileOption() {
  return new Option('--profile <name>', 'what burgee login stored (default: BURGEE_PROFILE, or default)');
}

/** Adds the options of the connection to a command whose other options are not known to the compiler. */
export function addConnectionOptions(command: CommandUnknownOpts): void {
  for (const option of [urlOption(), keyOption(), tokenOption(), profileOption()]) command.addOption(option);
}

export function environmentOption({ settings: { BURGEE_ENVIRONMENT = 'development' } }: World) {
  const described = 'BURGEE_ENVIRONMENT, or development';
  return new Option('-e, --environment <key>', 'the environment').default(BURGEE_ENVIRONMENT, described);
}

export function jsonOption() {
  return new Option('--json', 'print the result as JSON');
}

/** The server, and the caller's credential. */
export type Connection = { readonly url: string; readonly token: string | undefined };

export type ConnectionOptions = {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly token?: string | undefined;
  readonly profile?: string | undefined;
};

/**
 * Options take precedence over settings, and settings over the profile. Among the settings, the token comes first: the key
 * may be one that the application needs, which permits less.
 */
export function connectionOf({ url, key, token, profile: name }: ConnectionOptions, world: World): Connection {
  const { BURGEE_URL, BURGEE_TOKEN, BURGEE_KEY } = world.settings;
  const profile = readProfile(name, world);
  const address = httpUrl(url ?? BURGEE_URL ?? profile?.url ?? LOCAL, '--url').href;
  // Another server must not learn the key of the profile.
  const stored = profile?.url === address ? profile.key : undefined;
  return { url: address, token: token ?? key ?? BURGEE_TOKEN ?? BURGEE_KEY ?? stored };
}

/** @throws Complaint unless `text` is an http or https URL. */
export function httpUrl(text: string, what: string): URL {
  // Node 20 has no `URL.parse`.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  const problem = `"${text}" is not a valid URL for ${what}: it must begin with http:// or https://.`;
  throw new Complaint(problem, STATUS.usage);
}
