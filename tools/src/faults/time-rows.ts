import { HOUR_MS } from '@burgee/contracts';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './http.ts';
import { EVALUATIONS, HEALTH, measureEvaluations, measureHealth } from './measures.ts';
import type { Outcome, Row } from './row.ts';
import { watchWhile } from './watch.ts';
import type { World, WorldOptions } from './world.ts';

const nodeArguments = ['--import', join(import.meta.dirname, 'shift-clock.mjs')];

/** Shifts the clock of the second server. */
function shifted(shiftMs: number, afterMs = 0): WorldOptions {
  const settings = { CLOCK_SHIFT_MS: String(shiftMs), CLOCK_SHIFT_AFTER_MS: String(afterMs) };
  return { launches: [{}, { nodeArguments, settings }] };
}

async function runOn(world: World): Promise<Outcome> {
  const watched = await watchWhile(world, () => pause(8_000));
  return {
    worst: { ...measureEvaluations(watched), ...measureHealth(watched) },
    violations: [...watched.violations, ...(await unorderedTimes(world))],
  };
}

/** Audit entries with an earlier time than the entry before them. */
async function unorderedTimes(world: World): Promise<string[]> {
  const [row] = await world.sql<{ count: number }>(
    `select count(*)::int as count from (select at < lag(at) over (order by number) as is_older from audit_entries) as pairs
     where is_older`,
  );
  return row && row.count > 0 ? [`${row.count} audit entries have a time before that of the entry before them`] : [];
}

/** Runs both servers through a daylight-saving change, in a zone that has one. */
function acrossClockChange(instant: string): WorldOptions {
  const shiftMs = Date.parse(instant) - Date.now() - 20_000;
  const settings = { CLOCK_SHIFT_MS: String(Math.round(shiftMs)), TZ: 'America/New_York' };
  return { settings, launches: [{ nodeArguments }, { nodeArguments }] };
}

/** Days have 23 and 25 hours: hourly counts and running timers must continue. */
async function changeClocks(world: World): Promise<Outcome> {
  const token = await world.token('harness', 'admin', '3650d');
  const watched = await watchWhile(world, () => pause(10_000), { writes: false });
  const usage = await ask(
    `${world.first.url}/trpc/flags.usage?input=${encodeURIComponent(JSON.stringify({ environment: 'production', key: 'always-on' }))}`,
    { token },
  );
  const violations = [
    ...watched.violations,
    ...(usage.status === 200 ? [] : [`the usage of a flag got ${usage.status}`]),
  ];
  return { worst: measureEvaluations(watched), violations };
}

const time = { group: 'Time', isInCi: false } as const;

export const timeRows: readonly Row[] = [
  {
    ...time,
    id: 'clock-two-hours-ahead',
    title: 'The clock of one of two servers is two hours ahead',
    promise: 'R1, R7',
    limits: { ...EVALUATIONS, ...HEALTH },
    needs: shifted(2 * HOUR_MS),
    run: runOn,
  },
  {
    ...time,
    id: 'clock-jumps',
    title: 'The clock of one of two servers jumps back by two hours while it runs',
    promise: 'R1, R7',
    limits: { ...EVALUATIONS, ...HEALTH },
    needs: shifted(-2 * HOUR_MS, 10_000),
    run: runOn,
  },
  {
    ...time,
    id: 'day-of-23-hours',
    title: 'Servers in New York run through the hour that spring skips',
    promise: 'R1',
    limits: EVALUATIONS,
    needs: acrossClockChange('2027-03-14T07:00:00Z'),
    run: changeClocks,
  },
  {
    ...time,
    id: 'day-of-25-hours',
    title: 'Servers in New York run through the hour that autumn repeats',
    promise: 'R1',
    limits: EVALUATIONS,
    needs: acrossClockChange('2027-11-07T06:00:00Z'),
    run: changeClocks,
  },
];
