import { EnvironmentKey, FlagKey, LINK_PARAM, MAX_LINK_MS, type OverrideLink } from '@burgee/contracts';
import { call } from './call.ts';
import { httpUrl, parseOptions } from './arguments.ts';
import { Complaint, type Command, type World } from './command.ts';
import { durationMs } from './duration.ts';

const USAGE = `Usage: npm run burgee -- link <url> --flag <key>=<value> [--flag <key>=<value> ...]
         [--environment development] [--expires 24h] [--server http://localhost:4000] [--json]

Makes a signed link to a page: whoever opens it there has these values for the flags until it expires, for one day at
most, and nobody else has. The page's application must read overrides from its address, and the environment must
permit session overrides.

  <url>          the page, such as https://shop.example/page
  --flag         on or off, the key of a variant, or a value of the flag's type
  --environment  where it counts; BURGEE_ENVIRONMENT, or development
  --expires      until when the link can be opened: 30m, 2h, 7d; 30d at most
  --server       where Burgee is
  --json         prints an object with url, environment, overrides and expiresAt

The token is BURGEE_TOKEN (role admin or editor); without it, one is made from AUTH_SECRET or from the secret in
DATA_DIR (.data), as on the machine of the server.`;

const SEE = 'See npm run burgee -- link --help';

/** Makes a signed override link (B.15). */
export const link: Command = {
  summary: 'makes a signed link that overrides flags for whoever opens it',
  usage: USAGE,
  run: async (args, world) => {
    const { page, server, asJson, wanted } = read(args, world);
    const { link } = await call(server, world, (api, options) => api.overrides.createLink.mutate(wanted, options));
    const url = withLink(page, link);
    world.print(asJson ? JSON.stringify({ url, ...wanted }) : url);
  },
};

function read(args: readonly string[], { now, defaults }: World) {
  const { values, positionals } = parse(args);
  const [page, ...others] = positionals;
  if (page === undefined) throw new Complaint(`The page is missing: name its URL. ${SEE}`);
  if (others.length > 0) throw new Complaint(`One page at a time: "${others[0]}" is one too many. ${SEE}`);
  const { server = defaults.server, environment = defaults.environment, expires = '24h' } = values;
  return {
    page: httpUrl(page, 'the page', SEE),
    server: httpUrl(server, '--server', SEE).href,
    asJson: values.json ?? false,
    wanted: {
      environment: environmentOf(environment),
      overrides: overridesOf(values.flag ?? []),
      expiresAt: new Date(now() + lifeOf(expires)).toISOString(),
    },
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { flag: { ...text, multiple: true }, environment: text, expires: text, server: text } as const;
  return parseOptions(args, { ...options, json: { type: 'boolean' } } as const, SEE);
}

function environmentOf(text: string): EnvironmentKey {
  const { data } = EnvironmentKey.safeParse(text);
  if (data === undefined) throw new Complaint(`"${text}" cannot be the key of an environment. ${SEE}`);
  return data;
}

/** The value stays text: the server reads it as the flag's type asks. */
function overridesOf(texts: readonly string[]): OverrideLink['overrides'] {
  if (texts.length === 0) throw new Complaint(`No flag is named: add --flag <key>=<value>. ${SEE}`);
  const values = new Map<FlagKey, string>();
  for (const text of texts) {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const { data: flagKey } = FlagKey.safeParse(key);
    if (flagKey === undefined || value === undefined) {
      throw new Complaint(`--flag ${text}: has to be <key>=<value>, such as checkout=on. ${SEE}`);
    }
    if (values.has(flagKey)) throw new Complaint(`--flag ${flagKey} is there twice: leave one out.`);
    values.set(flagKey, value);
  }
  return [...values].map(([flagKey, value]) => ({ flagKey, value }));
}

function lifeOf(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new Complaint(`--expires ${text}: has to be a time such as 30m, 2h or 7d. ${SEE}`);
  if (ms > MAX_LINK_MS) throw new Complaint(`--expires ${text}: is too long; 30d is the most.`);
  return ms;
}

/** The page with the link; what its query says already stays as it is written. */
function withLink(page: URL, link: string): string {
  const url = new URL(page);
  if (url.searchParams.has(LINK_PARAM)) url.searchParams.delete(LINK_PARAM);
  url.search += `${url.search ? '&' : '?'}${LINK_PARAM}=${encodeURIComponent(link)}`;
  return url.href;
}
