import type { Settings } from './env.ts';
import type { RunningServer } from './server.ts';

const TOKEN_LIFE = '30 days';

/** What a developer needs to begin, ready to paste. Never in production: it has a token. */
export async function banner({ port, tokens }: RunningServer, settings: Settings): Promise<string> {
  const url = `http://localhost:${port}`;
  const token = await tokens.issue('developer', 'admin', TOKEN_LIFE);
  const data = settings.DATABASE_URL ? 'PostgreSQL (DATABASE_URL)' : `embedded PostgreSQL in ${settings.DATA_DIR}`;
  return `Burgee is ready: environment ${settings.BURGEE_ENVIRONMENT}, ${data}
  Demo   ${url}/wishlist/
  Flags  ${url}/api/config/flags
Switch a feature of the demo on, as an admin (the token is good for ${TOKEN_LIFE}):
TOKEN=${token}
curl -X POST ${url}/api/admin/flags/wishlist-gallery -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{"enabled":true,"rolloutPercentage":100}'
`;
}
