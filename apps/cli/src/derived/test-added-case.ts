import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Loaded before a program with `node --import`: adds a use case to the table in memory, as a developer does in the file.

const ADDED = `
import { EnvironmentKey as AddedEnvironment, FlagKey as AddedKey } from '@burgee/contracts';
import { z as added } from 'zod';
import { useCase as addedCase } from '../use-case.ts';

Object.assign(flagCases, {
  praise: addedCase({
    name: 'flags.praise',
    summary: 'Praise a flag',
    kind: 'mutation',
    permission: 'flags:write',
    input: added.strictObject({ environment: AddedEnvironment, key: AddedKey, mood: added.enum(['calm', 'loud']).optional() }),
    output: added.strictObject({ praised: AddedKey, mood: added.string() }),
    rest: 'POST /api/admin/flags/:flagKey/praise',
    failures: ['FLAG_NOT_FOUND'],
    agent: { tool: 'flag_praise' },
    agent: { tool: 'flag_praise' },
    examples: [{ input: { environment: 'production', key: 'new-checkout', mood: 'loud' } }],
    run: (_request, { key, mood = 'calm' }) => ({ praised: key, mood }),
  }),
});
`;

/** The recorded table of the command line, if a test has written it again. */
const { ADDED_COMMANDS } = process.env;

registerHooks({
  load: (url, context, next) => {
    if (url.endsWith('/cli/src/derived/use-cases.ts') && ADDED_COMMANDS !== undefined) {
      return { format: 'module-typescript', shortCircuit: true, source: readFileSync(ADDED_COMMANDS, 'utf8') };
    }
    const loaded = next(url, context);
    if (!url.endsWith('/libs/api/src/flags/use-cases.ts')) return loaded;
    const source = typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Buffer).toString();
    return { ...loaded, source: source + ADDED };
  },
});
