import {
  type ClearSessionOverridesInput,
  DomainError,
  type EnvironmentKey,
  MAX_LINK_MS,
  MAX_TEMPORARY_MS,
  type OverrideLink,
  type OverrideOf,
  type SessionOverrides,
  type SetSessionOverridesInput,
  type TargetId,
} from '@burgee/contracts';
import {
  type Change,
  changeRuleset,
  type Database,
  type EntityManager,
  OverrideRow,
  toOverride,
  type WriteContext,
} from '@burgee/data-access';
import { findFlag } from '../database/find-flag.ts';
import { requireEnvironment } from '../database/query.ts';
import { invalid } from '../failures/invalid.ts';
import { overrideSetter } from './change.ts';
import { overrideChange } from './entries.ts';
import type { OverrideLinks } from './links.ts';
import { checkRate } from './rate-limit.ts';
import { checkValue, valueFromText } from './value.ts';

type In<T> = Omit<T, 'environment'> & { readonly environment: EnvironmentKey };
type Session = { readonly environment: EnvironmentKey; readonly sessionId: TargetId };

/**
 * Sets all requested overrides or none. They last 24 h, but those set by a link expire with the link at the latest.
 *
 * @throws DomainError OVERRIDES_NOT_PERMITTED, FLAG_NOT_FOUND, VALIDATION_FAILED, RATE_LIMITED.
 */
export async function setSessionOverrides(
  ctx: WriteContext,
  { links }: { readonly links: OverrideLinks },
  input: In<SetSessionOverridesInput> & Session,
): Promise<SessionOverrides> {
  const { environment, sessionId } = input;
  const link = input.link === undefined ? undefined : await readLink(links, input.link, environment);
  const wishes = sessionWishes(input, link);
  return changeRuleset(ctx, [environment], async (em) => {
    const { permitsSessionOverrides } = await requireEnvironment(em, environment);
    if (!permitsSessionOverrides) throw new DomainError({ code: 'OVERRIDES_NOT_PERMITTED', environment });
    const now = ctx.now();
    const changes: Change[] = [];
    for (const { flagKey, value, path, until } of wishes) {
      const flag = await findFlag(em, { environment, key: flagKey });
      await checkRate(em, { environment, flagKey, type: 'session', sessionId });
      const wanted = typeof value === 'string' ? valueFromText(flag, value, path) : checkValue(flag, value, path);
      const expiresAt = new Date(Math.min(now.getTime() + MAX_TEMPORARY_MS, until));
      const { find, apply } = overrideSetter(ctx, 'session', sessionId, { value: wanted, expiresAt });
      const { before, after } = apply(em, flag, await find(em, { environment, flagKey }));
      changes.push(overrideChange(before ? 'updated' : 'created', { environment }, before, after));
    }
    await em.flush();
    return { result: await readActiveOverrides(em, { environment, sessionId }, now), changes };
  });
}

/** The requested overrides, by value and by link, and the instant until which each may last. */
function sessionWishes({ overrides }: Pick<SetSessionOverridesInput, 'overrides'>, link: OverrideLink | undefined) {
  const byValue = overrides.map((wish, at) => ({ ...wish, path: `overrides.${at}.value`, until: Infinity }));
  const until = link ? Date.parse(link.expiresAt) : Infinity;
  const byLink = (link?.overrides ?? []).map((wish) => ({ ...wish, path: 'link', until }));
  // If a flag is named twice, the last one counts: otherwise one request could exceed the hourly limit.
  const wishes = new Map([...byValue, ...byLink].map((wish) => [wish.flagKey, wish]));
  if (wishes.size === 0) throw invalid('overrides', 'name at least one flag');
  return [...wishes.values()];
}

/** Returns the overrides of a session that still apply. */
export async function sessionOverrides(database: Database, session: Session, now: Date): Promise<SessionOverrides> {
  return database.read(async (em) => {
    const { permitsSessionOverrides } = await requireEnvironment(em, session.environment);
    // Overrides set while the environment permitted them no longer apply.
    return permitsSessionOverrides ? readActiveOverrides(em, session, now) : { ...session, overrides: [] };
  });
}

/** Clearing an override that does not exist is not a failure. */
export async function clearSessionOverrides(
  ctx: WriteContext,
  { flagKey, ...session }: In<ClearSessionOverridesInput>,
): Promise<void> {
  const { environment } = session;
  await changeRuleset(ctx, [environment], async (em) => {
    const rows = (await findSessionRows(em, session)).filter(({ flag }) => !flagKey || flag.key === flagKey);
    const changes = rows.map((row) => overrideChange('removed', { environment }, toOverride(row), null));
    for (const row of rows) em.remove(row);
    return { result: undefined, changes };
  });
}

async function findSessionRows(em: EntityManager, { environment, sessionId: target }: Session): Promise<OverrideRow[]> {
  return em.find(
    OverrideRow,
    { type: 'session', target, flag: { environment } },
    { populate: ['flag'], orderBy: { flag: { key: 'asc' } } },
  );
}

async function readActiveOverrides(em: EntityManager, session: Session, now: Date): Promise<SessionOverrides> {
  const overrides = (await findSessionRows(em, session))
    .map((row) => toOverride(row) as OverrideOf<'session'>)
    .filter(({ expiresAt }) => new Date(expiresAt) > now)
    .map(({ flagKey, value, expiresAt, reason }) => ({ flagKey, value, expiresAt, reason }));
  return { ...session, overrides };
}

async function readLink(links: OverrideLinks, token: string, environment: EnvironmentKey): Promise<OverrideLink> {
  const read = await links.verify(token);
  if ('problem' in read) throw invalid('link', LINK_PROBLEMS[read.problem]);
  if (read.link.environment !== environment) {
    throw invalid('link', `is for the environment ${read.link.environment}, not for ${environment}`);
  }
  return read.link;
}

const LINK_PROBLEMS = {
  invalid: 'was not signed by this server, or was altered',
  expired: 'has expired; ask for a new one',
} as const;

/** @throws DomainError VALIDATION_FAILED, OVERRIDES_NOT_PERMITTED, FLAG_NOT_FOUND. */
export async function createOverrideLink(
  { database, links, now }: { database: Database; links: OverrideLinks; now: () => Date },
  link: OverrideLink,
): Promise<string> {
  const { environment, overrides, expiresAt } = link;
  const end = Date.parse(expiresAt);
  if (end <= now().getTime()) throw invalid('expiresAt', 'must be in the future');
  if (end > now().getTime() + MAX_LINK_MS) throw invalid('expiresAt', 'must be at most 30 days away');
  await database.read(async (em) => {
    const { permitsSessionOverrides } = await requireEnvironment(em, environment);
    if (!permitsSessionOverrides) throw new DomainError({ code: 'OVERRIDES_NOT_PERMITTED', environment });
    for (const [index, { flagKey, value }] of overrides.entries()) {
      const flag = await findFlag(em, { environment, key: flagKey });
      const path = `overrides.${index}.value`;
      if (typeof value === 'string') valueFromText(flag, value, path);
      else checkValue(flag, value, path);
    }
  });
  return links.sign(link);
}
