import { EnvironmentKey, FlagKey, LINK_PARAM, MAX_LINK_MS, type OverrideLink } from '@burgee/contracts';
import { httpUrl, parseOptions } from './arguments.ts';
import { call } from './call.ts';
import { type Command, Complaint, type World } from './command.ts';
import { durationMs } from './duration.ts';

const USAGE = `Usage: npm run burgee -- link <url> --flag <key>=<value> [--flag <key>=<value> ...]
         [--environment development] [--expires 24h] [--server http://localhost:4000] [--json]

Creates a signed link to a page. Anyone who opens it gets these flag values there, until it expires or for at most one
day; nobody else is affected. The page's application must read overrides from its URL, and the environment must permit
session overrides.

  <url>          the page, such as https://shop.example/page
  --flag         on or off, the key of a variant, or a value of the flag's type
  --environment  where the link applies; default BURGEE_ENVIRONMENT, or development
  --expires      how long the link can be opened: 30m, 2h, 7d; at most 30d
  --server       the URL of Burgee
  --json         prints a JSON object with url, environment, overrides and expiresAt

The token is BURGEE_TOKEN (role admin or editor). Without it, one is created from AUTH_SECRET or from the secret in
DATA_DIR (.data), which works on the server's machine.`;

const SEE = 'See npm run burgee -- link --help';

/** Creates a signed override link (B.15). */
export const link: Command = {
  summary: 'creates a signed link that overrides flags for anyone who opens it',
  usage: USAGE,
  run: async (args, world) => {
    const { page, server, asJson, wanted } = readOptions(args, world);
    const { link } = await call(server, world, (api, options) => api.overrides.createLink.mutate(wanted, options));
    const url = withLink(page, link);
    world.print(asJson ? JSON.stringify({ url, ...wanted }) : url);
  },
};

function readOptions(args: readonly string[], { now, defaults }: World) {
  const { values, positionals } = parseLinkArguments(args);
  const [page, ...others] = positionals;
  if (page === undefined) throw new Complaint(`No page given. Add its URL. ${SEE}`);
  if (others.length > 0) throw new Complaint(`Unexpected argument "${others[0]}": give one page. ${SEE}`);
  const { server = defaults.server, environment = defaults.environment, expires = '24h' } = values;
  return {
    page: httpUrl(page, 'the page', SEE),
    server: httpUrl(server, '--server', SEE).href,
    asJson: values.json ?? false,
    wanted: {
      environment: environmentOption(environment),
      overrides: flagOptions(values.flag ?? []),
      expiresAt: new Date(now() + expiresOption(expires)).toISOString(),
    },
  };
}

function parseLinkArguments(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { flag: { ...text, multiple: true }, environment: text, expires: text, server: text } as const;
  return parseOptions(args, { ...options, json: { type: 'boolean' } } as const, SEE);
}

function environmentOption(text: string): EnvironmentKey {
  const { data } = EnvironmentKey.safeParse(text);
  if (data === undefined) throw new Complaint(`"${text}" is not a valid environment key. ${SEE}`);
  return data;
}

/** Values stay text: the server parses them according to the flag's type. */
function flagOptions(texts: readonly string[]): OverrideLink['overrides'] {
  if (texts.length === 0) throw new Complaint(`No flag given. Add --flag <key>=<value>. ${SEE}`);
  const values = new Map<FlagKey, string>();
  for (const text of texts) {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const { data: flagKey } = FlagKey.safeParse(key);
    if (flagKey === undefined || value === undefined) {
      throw new Complaint(`--flag ${text}: must be <key>=<value>, such as checkout=on. ${SEE}`);
    }
    if (values.has(flagKey)) throw new Complaint(`--flag ${flagKey} is given twice. Remove one.`);
    values.set(flagKey, value);
  }
  return [...values].map(([flagKey, value]) => ({ flagKey, value }));
}

function expiresOption(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new Complaint(`--expires ${text}: must be a duration such as 30m, 2h or 7d. ${SEE}`);
  if (ms > MAX_LINK_MS) throw new Complaint(`--expires ${text}: is too long; the maximum is 30d.`);
  return ms;
}

/** Adds the link to the page's URL, and keeps the rest of its query unchanged. */
function withLink(page: URL, link: string): string {
  const url = new URL(page);
  if (url.searchParams.has(LINK_PARAM)) url.searchParams.delete(LINK_PARAM);
  url.search += `${url.search ? '&' : '?'}${LINK_PARAM}=${encodeURIComponent(link)}`;
  return url.href;
}
