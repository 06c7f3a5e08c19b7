import { Command } from '@commander-js/extra-typings';
import { connectionOf, jsonOption, keyOption, profileOption, tokenOption, urlOption } from './options.ts';
import type { World } from './world.ts';

const NEEDS = 'Needs a key or token with the role viewer, for all environments.';

/** Verifies the audit trail (B.12) and lists its entries (S400.9). */
export function auditCommand(world: World) {
  return new Command('audit')
    .description(`Verifies the audit trail, or lists its entries. ${NEEDS}`)
    .addHelpText('before', 'Examples:\n  burgee audit list --flag new-checkout\n  burgee audit verify\n')
    .addCommand(verifyCommand(world))
    .addCommand(listCommand(world));
}

function verifyCommand(world: World) {
  return new Command('verify')
    .description(
      `Checks the whole audit trail. If an entry was altered, names the first one and exits with status 1. ${NEEDS}`,
    )
    .option(
      '--checkpoint <number:mac>',
      'from the server log ("audit checkpoint"): also detects missing newest entries',
    )
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', 'Examples:\n  burgee audit verify --checkpoint 1041:Zm9vYmFy\n')
    .action(async (options) => {
      const { verifyTrail } = await import('./audit-verify.ts');
      await verifyTrail(options, world);
    });
}

function listCommand(world: World) {
  return new Command('list')
    .description(`Prints entries, newest first. ${NEEDS}`)
    .option('--environment <key>', 'only in this environment')
    .option('--flag <key>', 'only of this flag')
    .option('--target <id>', 'the user, session or test run of an override')
    .option('--actor <name>', 'who made the change')
    .option('--action <action>', 'created, updated, archived, restored, removed or expired')
    .option(
      '--type <type>',
      'flag, segment, environment, override, key, person or invitation; or the type of an override',
    )
    .option('--from <time>', 'from this time on, such as 2026-12-24T18:00:00Z')
    .option('--to <time>', 'before this time')
    .option('--limit <number>', 'at most so many entries')
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', 'Examples:\n  burgee audit list --flag new-checkout --from 2026-12-24T00:00:00Z\n')
    .action(async ({ url, key, token, profile, json, ...filters }) => {
      const { listEntries, parseFilters } = await import('./audit-list.ts');
      const connection = connectionOf({ url, key, token, profile }, world);
      await listEntries(connection, parseFilters(filters), json ?? false, world);
    });
}
