import { type Postgres, startPostgresCopy } from '@burgee/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { OUTAGE_LIMITS, runOutage } from './outage.ts';
import { asRole, PASSWORD, ROLE } from './roles.ts';
import type { Outcome, Row } from './row.ts';
import type { World } from './world.ts';

/** PostgreSQL runs, but refuses writes in general or from Burgee. */

const FOR_MS = 6_000;

const END_OTHERS = `select pg_terminate_backend(pid) from pg_stat_activity
  where usename = '${ROLE}' and pid <> pg_backend_pid()`;

/** The tables written by every change, and by the probe for write access. */
const CHANGED = ['environments', 'access'] as const;

/**
 * Uses triggers, because Burgee's connections turn `default_transaction_read_only` off. A standby reports the same
 * error code.
 */
async function makeReadOnly({ sql }: World): Promise<void> {
  await sql(`create function fail_read_only() returns trigger language plpgsql as $$
    begin raise exception 'cannot execute % in a read-only transaction', tg_op using errcode = '25006'; end $$`);
  for (const table of CHANGED) {
    await sql(`create trigger read_only before insert or update or delete on ${table}
      for each statement execute function fail_read_only()`);
  }
}

async function makeWritable({ sql }: World): Promise<void> {
  await sql('drop function fail_read_only() cascade');
}

/** The old primary stays up, read-only and with its connections; the address moves to a promoted replica. */
async function failOver(world: World): Promise<Outcome> {
  const started: Postgres[] = [];
  try {
    return await runOutage(world, {
      forMs: FOR_MS,
      begin: async () => {
        await makeReadOnly(world);
        await pause(500);
        started.push(await startPostgresCopy(world.postgres));
      },
      end: async () => {
        for (const { url } of started) world.moveDatabase(url);
        // The copy has the triggers as well.
        await makeWritable(world);
      },
    });
  } finally {
    // The world still uses the copy until the books have been compared.
    for (const server of started) await server[Symbol.asyncDispose]();
  }
}

async function rotatePassword(world: World): Promise<Outcome> {
  return runOutage(world, {
    forMs: FOR_MS,
    begin: async () => {
      await world.sql(`alter role ${ROLE} password 'another'`);
      await world.sql(END_OTHERS);
    },
    end: () => world.sql(`alter role ${ROLE} password '${PASSWORD}'`),
  });
}

/** Leaves the role without connections. */
async function exhaustConnections(world: World): Promise<Outcome> {
  return runOutage(world, {
    forMs: FOR_MS,
    begin: async () => {
      await world.sql(`alter role ${ROLE} connection limit 0`);
      await world.sql(END_OTHERS);
    },
    end: () => world.sql(`alter role ${ROLE} connection limit -1`),
  });
}

const FILL = `create function fail_full() returns trigger language plpgsql as $$
  begin raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '53100'; end $$;
  create trigger full_disk before insert on audit_entries for each statement execute function fail_full()`;

async function fillDisk(world: World): Promise<Outcome> {
  return runOutage(world, {
    forMs: FOR_MS,
    begin: () => world.sql(FILL),
    end: () => world.sql('drop trigger full_disk on audit_entries; drop function fail_full()'),
  });
}

async function revokePrivileges(world: World): Promise<Outcome> {
  return runOutage(world, {
    forMs: FOR_MS,
    begin: () => world.sql(`revoke update on environments from ${ROLE}`),
    end: () => world.sql(`grant update on environments to ${ROLE}`),
  });
}

/** Corrupted bytes break the protocol of both directions: every connection fails in its own way. */
async function corruptAnswers(world: World): Promise<Outcome> {
  return runOutage(world, {
    forMs: FOR_MS,
    begin: async () => world.servers.forEach(({ database }) => database.setFault({ kind: 'corrupt', everyBytes: 3 })),
    end: async () => world.servers.forEach(({ database }) => database.setFault({ kind: 'none' })),
  });
}

const outage = { group: 'PostgreSQL', promise: 'R5, R6', limits: OUTAGE_LIMITS } as const;
const owned = { prepare: asRole } as const;
const scram = { ...owned, postgres: { authentication: [`host all ${ROLE} 127.0.0.1/32 scram-sha-256`] } } as const;

export const databaseRows: readonly Row[] = [
  {
    ...outage,
    id: 'postgres-read-only',
    title: 'PostgreSQL refuses writes for 6 s because it is read-only (25006), with connections open',
    isInCi: true,
    run: (world) =>
      runOutage(world, { begin: () => makeReadOnly(world), end: () => makeWritable(world), forMs: FOR_MS }),
  },
  {
    ...outage,
    id: 'postgres-failed-over',
    title:
      'PostgreSQL fails over: the old primary stays read-only with its connections, and the address moves to a replica',
    isInCi: false,
    needs: {},
    run: failOver,
  },
  {
    ...outage,
    id: 'password-rotated',
    title: "The database role's password is changed and its connections are terminated; 6 s later it is valid again",
    isInCi: false,
    needs: scram,
    run: rotatePassword,
  },
  {
    ...outage,
    id: 'pool-exhausted',
    title: 'PostgreSQL has no connections left for 6 s',
    isInCi: false,
    needs: owned,
    run: exhaustConnections,
  },
  {
    ...outage,
    id: 'privileges-revoked',
    title: "The role may not write to Burgee's tables for 6 s",
    isInCi: false,
    needs: owned,
    run: revokePrivileges,
  },
  {
    ...outage,
    id: 'disk-full',
    title: 'PostgreSQL refuses inserts for 6 s because its disk is full (53100)',
    isInCi: true,
    run: fillDisk,
  },
  {
    ...outage,
    id: 'postgres-corrupted',
    title: 'Every third byte that PostgreSQL sends is corrupted for 6 s',
    isInCi: true,
    run: corruptAnswers,
  },
];
