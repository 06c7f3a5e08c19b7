import type { RunningEdge } from './edge/start-edge.ts';
import type { EdgeSettings, Settings } from './env.ts';
import { publicPlaceOf } from './public-place.ts';
import type { RunningServer } from './server.ts';

const TOKEN_LIFE = '30 days';

/** Returns a line with the setup link while nobody can sign in yet, otherwise an empty string. */
export function setupLine({ port, setupLink }: Pick<RunningServer, 'port' | 'setupLink'>, settings: Settings): string {
  const link = setupLink();
  if (!link) return '';
  const until = link.expiresAt.toTimeString().slice(0, 'hh:mm'.length);
  const url = settings.PUBLIC_URL?.replace(/\/$/, '') ?? `http://localhost:${port}`;
  return `Set-up link (once, until ${until}): ${url}/admin/setup?token=${link.token}\n`;
}

/** Everything a developer needs to start, ready to paste. Never printed in production, because it contains a token. */
export async function banner(server: RunningServer, settings: Settings): Promise<string> {
  const { port, tokens } = server;
  // Includes the path of the public URL, because cookies are limited to it.
  const url = `http://localhost:${port}${publicPlaceOf(settings).base}`;
  const token = await tokens.issue('developer', 'admin', TOKEN_LIFE);
  const data = settings.DATABASE_URL ? 'PostgreSQL (DATABASE_URL)' : `embedded PostgreSQL in ${settings.DATA_DIR}`;
  const demo = `Switch a feature of the demo on, as an admin (the token is good for ${TOKEN_LIFE}):
TOKEN=${token}
curl -X POST ${url}/api/admin/flags/wishlist-gallery -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{"enabled":true,"rolloutPercentage":100}'
`;
  return `Burgee is ready: environment ${settings.BURGEE_ENVIRONMENT}, ${data}
  Admin  ${url}/admin/
${settings.DEMO ? `  Demo   ${url}/wishlist/\n` : ''}  Flags  ${url}/api/config/flags
${setupLine(server, settings)}${settings.DEMO ? demo : `An admin's token, good for ${TOKEN_LIFE}:\nTOKEN=${token}\n`}`;
}

/** The same for an edge, which has no tokens and no pages. */
export function edgeBanner(
  { port, environment }: Pick<RunningEdge, 'port' | 'environment'>,
  settings: EdgeSettings,
): string {
  const url = `http://localhost:${port}${publicPlaceOf(settings).base}`;
  return `Burgee is ready: an edge of environment ${environment()}
  Flags    ${url}/api/config/flags
  State    ${url}/readyz
  Follows  ${settings.UPSTREAM_URL}
All flags of a user:
curl '${url}/api/config/flags?userId=ann'
`;
}
