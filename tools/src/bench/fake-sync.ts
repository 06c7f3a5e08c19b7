import type { Ruleset } from '@burgee/contracts';
import type { SyncedRuleset } from '@burgee/contracts/sync';
import { createIdFilter, rulesetChecksum } from '@burgee/evaluator';
import { createFlagServer, type FlagServer } from '@burgee/node';

/** A flag server of `@burgee/node` that has fetched the ruleset, without a server. @param userIds have overrides. */
export async function followRuleset(ruleset: Ruleset, userIds: readonly string[] = []): Promise<FlagServer> {
  const answer = answerText(ruleset, userIds);
  const burgee = createFlagServer({
    url: 'http://burgee.test',
    key: 'srv_bench',
    usage: false,
    runtime: { fetch: async (url) => ((url as string).endsWith('/ruleset') ? new Response(answer) : silence()) },
  });
  await burgee.ready();
  if (burgee.status().source !== 'server') throw new Error('the flag server has no ruleset');
  return burgee;
}

function answerText(ruleset: Ruleset, userIds: readonly string[]): string {
  const [user, none] = [createIdFilter(() => userIds), createIdFilter()];
  for (const id of userIds) user.add(id);
  const filter = { user: encode(user.words()), session: encode(none.words()), testing: encode(none.words()) };
  const { environment, version } = ruleset;
  const synced: SyncedRuleset = {
    ...{ environment, origin: 'bench', version, checksum: rulesetChecksum(ruleset), ruleset },
    overrides: { count: userIds.length, filter: { ...filter, falsePositiveRate: 0.02 } },
  };
  return JSON.stringify(synced);
}

function encode({ buffer, byteOffset, byteLength }: Uint32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** A stream without events. */
function silence(): Response {
  return new Response(new ReadableStream());
}
