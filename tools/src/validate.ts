// `npm run validate`: tests a running server as its users would, and cleans up afterwards (F1.13).
import { createApiClient } from '@burgee/api-client';
import { parseArgs } from 'node:util';
import { adminToken } from './admin-token.ts';
import { readEnvFile } from './env-file.ts';
import { CHECKS, cleanUp } from './validate/checks.ts';

readEnvFile();

const USAGE = `Usage: npm run validate -- [--url http://localhost:4000] [--json]

Creates temporary flags in two environments of a running server, evaluates them and deletes them again.
The token is BURGEE_TOKEN (role admin or editor). Without it, one is created from AUTH_SECRET or from the
secret in DATA_DIR (.data), which works on the server's machine.`;

const { PORT = '4000' } = process.env;
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: `http://localhost:${PORT}` },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(USAGE);
else process.exitCode = (await validate(values.url, values.json)) ? 0 : 1;

async function validate(url: string, asJson: boolean): Promise<boolean> {
  const api = createApiClient({ url, token: await adminToken('validate') });
  const results: { check: string; ok: boolean; detail: string }[] = [];
  const report = (check: string, ok: boolean, detail: string) => {
    results.push({ check, ok, detail });
    if (!asJson) console.log(`${ok ? 'ok    ' : 'FAILED'}  ${check}: ${detail}`);
  };
  // A unique prefix, so that two runs can overlap and no other flags are touched.
  const prefix = `validate-${process.pid}-${Date.now().toString(36)}`;
  try {
    for (const { name, run } of CHECKS) {
      try {
        report(name, true, await run({ api, url, prefix }));
      } catch (error) {
        report(name, false, error instanceof Error ? error.message : String(error));
      }
    }
  } finally {
    await cleanUp({ api, url, prefix }).then(
      (detail) => report('cleans up', true, detail),
      (error: unknown) => report('cleans up', false, String(error)),
    );
  }
  const failed = results.filter(({ ok }) => !ok).length;
  if (asJson) console.log(JSON.stringify({ url, results }));
  else console.log(`${results.length - failed} checks passed, ${failed} failed (${url})`);
  return failed === 0;
}
