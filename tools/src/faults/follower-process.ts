// One process with several followers, which read flags all the time. Prints a line of JSON ten times a second: the versions of the
// followers, and everything that must never happen. Ends when its standard input ends.
import { createFlagServer, type FlagServer } from '@burgee/node';
import { setTimeout as pause } from 'node:timers/promises';
import { CONTEXT, COUNTERS, FIXED } from './stock.ts';

export type FollowerReport = { readonly versions: readonly number[]; readonly violations: readonly string[] };

const { FOLLOW_URL = '', FOLLOW_KEY, FOLLOWERS } = process.env;
const REPORT_EVERY_MS = 100;

const violations: string[] = [];
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error) => violations.push(`${event}: ${String(error)}`));

const followers = Array.from({ length: Number(FOLLOWERS) }, () =>
  createFlagServer({ url: FOLLOW_URL, key: FOLLOW_KEY }),
);
await Promise.all(followers.map((follower) => follower.ready()));
const seen = followers.map(() => ({ version: 0, counters: new Map<string, number>() }));

const ended = new AbortController();
process.stdin.resume().once('end', () => ended.abort());
while (!ended.signal.aborted) {
  await Promise.all(followers.map(check));
  const versions = followers.map((follower) => follower.status().version ?? 0);
  const report: FollowerReport = { versions, violations: violations.splice(0) };
  console.log(JSON.stringify(report));
  await pause(REPORT_EVERY_MS, undefined, { signal: ended.signal }).catch(() => undefined);
}
await Promise.all(followers.map((follower) => follower.close()));
process.exit();

async function check(follower: FlagServer, index: number): Promise<void> {
  const before = seen[index] as (typeof seen)[number];
  try {
    const version = follower.status().version ?? 0;
    const flags = await follower.for(CONTEXT);
    if (version < before.version) violations.push(`version ${version} after ${before.version}`);
    before.version = version;
    for (const [key, expected] of Object.entries(FIXED)) {
      const value = flags.get(key, null);
      if (value !== expected) violations.push(`${key} is ${JSON.stringify(value)}`);
    }
    for (const key of COUNTERS) {
      const value = flags.get(key, -1);
      if (value < (before.counters.get(key) ?? 0)) violations.push(`${key} went back to ${value}`);
      before.counters.set(key, value);
    }
  } catch (error) {
    violations.push(`a read threw: ${String(error)}`);
  }
}
