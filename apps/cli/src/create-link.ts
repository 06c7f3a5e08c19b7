import { FlagKey, LINK_PARAM, MAX_LINK_MS, type OverrideLink } from '@burgee/contracts';
import { call } from './call.ts';
import { durationMs } from './duration.ts';
import { environmentKey } from './environment-key.ts';
import { connectionOf, type ConnectionOptions, httpUrl } from './options.ts';
import { Complaint, STATUS, type World } from './world.ts';

const HELP = 'burgee link --help';

type LinkOptions = ConnectionOptions & {
  readonly flag: readonly string[];
  readonly expires: string;
  readonly environment: string;
  readonly json?: true | undefined;
};

/** Prints a link to a page that overrides flags. @throws Complaint if an option is not valid or the server refuses. */
export async function createLink(text: string, options: LinkOptions, world: World): Promise<void> {
  const page = httpUrl(text, 'the page');
  const connection = connectionOf(options, world);
  const wanted = {
    environment: environmentKey(options.environment),
    overrides: parseFlags(options.flag),
    expiresAt: new Date(world.now() + parseExpiry(options.expires)).toISOString(),
  };
  const { link } = await call(connection, world, (api, signal) => api.overrides.createLink.mutate(wanted, signal));
  const url = withLink(page, link);
  world.print(options.json ? JSON.stringify({ url, ...wanted }) : url);
}

/** Values stay text: the server parses them according to the flag's type. */
function parseFlags(texts: readonly string[]): OverrideLink['overrides'] {
  if (texts.length === 0) throw new Complaint(`No flag given. Add --flag <key>=<value>.`, STATUS.usage, HELP);
  const values = new Map<FlagKey, string>();
  for (const text of texts) {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const { data: flagKey } = FlagKey.safeParse(key);
    if (flagKey === undefined || value === undefined) {
      throw new Complaint(`--flag ${text}: must be <key>=<value>, such as checkout=on.`, STATUS.usage, HELP);
    }
    if (values.has(flagKey)) throw new Complaint(`--flag ${flagKey} is given twice. Remove one.`, STATUS.usage);
    values.set(flagKey, value);
  }
  return [...values].map(([flagKey, value]) => ({ flagKey, value }));
}

function parseExpiry(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) {
    throw new Complaint(`--expires ${text}: must be a duration such as 30m, 2h or 7d.`, STATUS.usage, HELP);
  }
  if (ms > MAX_LINK_MS) throw new Complaint(`--expires ${text}: is too long; the maximum is 30d.`, STATUS.usage);
  return ms;
}

/** Adds the link to the page's URL, and keeps the rest of its query unchanged. */
function withLink(page: URL, link: string): string {
  const url = new URL(page);
  if (url.searchParams.has(LINK_PARAM)) url.searchParams.delete(LINK_PARAM);
  url.search += `${url.search ? '&' : '?'}${LINK_PARAM}=${encodeURIComponent(link)}`;
  return url.href;
}
