import { FlagKey, LINK_PARAM, MAX_LINK_MS, type OverrideLink } from '@burgee/contracts';
import { Command } from '@commander-js/extra-typings';
import { call } from './call.ts';
import { durationMs } from './duration.ts';
import { environmentKey } from './environment-key.ts';
import {
  connectionOf,
  environmentOption,
  httpUrl,
  jsonOption,
  keyOption,
  profileOption,
  tokenOption,
  urlOption,
} from './options.ts';
import { Complaint, STATUS, type World } from './world.ts';

const DESCRIPTION = `Creates a signed link to a page. Anyone who opens it gets these flag values there, until it expires or for at most one \
day; nobody else is affected. The page's application must read overrides from its URL, and the environment must permit \
session overrides. Needs a key or token with the role editor in the environment.`;

const EXAMPLES = `Examples:
  burgee link https://shop.example/page --flag new-checkout=on
  burgee link https://shop.example/ --flag button-color=blue --environment staging --expires 2h
`;

const HELP = 'burgee link --help';

/** Creates a signed override link (B.15). */
export function linkCommand(world: World) {
  return new Command('link')
    .description(DESCRIPTION)
    .argument('<page>', 'the URL of the page')
    .option('--flag <key=value>', 'on or off, the key of a variant, or a value; may be repeated', append, [])
    .option('--expires <duration>', 'how long the link can be opened, at most 30d', '24h')
    .addOption(environmentOption(world))
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .action(async (text, options) => {
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
    });
}

function append(text: string, texts: readonly string[]): readonly string[] {
  return [...texts, text];
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
