import { EnvironmentKey } from '@burgee/contracts';
import { changeRuleset, connectDatabase, type Database, type WriteContext } from '@burgee/data-access';
import { NOW, startPostgres } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { AUDIT_KEY, PATIENT } from '../test-services.ts';
import { verifyAudit } from './verify.ts';

const ENVIRONMENTS = ['one', 'two', 'three'].map((key) => EnvironmentKey.parse(key));
const WRITERS = 50;

/** Every writer changes two environments, in its own order, and sometimes rolls its change back. */
async function change(ctx: WriteContext, writer: number): Promise<void> {
  const environments = [0, 1].map((at) => ENVIRONMENTS[(writer + at) % 3] ?? expect.fail('no environment'));
  await changeRuleset(ctx, environments, async () => {
    if (Math.random() < 0.1) throw new Error('changed my mind');
    const what = { action: 'updated', subject: 'environment', before: null, after: { writer } } as const;
    return { result: undefined, changes: environments.map((key) => ({ ...what, environment: key, key })) };
  });
}

async function newestNumber(database: Database): Promise<number> {
  const [row]: { number: number }[] = await database.read((em) =>
    em.execute('select number::float8 as number from audit_head'),
  );
  return row?.number ?? 0;
}

it('R7 B.12 50 writers and 3 crashes of the database leave the chain whole', async () => {
  await using postgres = await startPostgres();
  const database = await connectDatabase({ url: postgres.url }, PATIENT);
  await database.migrate();
  await database.write((em) =>
    em.execute(`insert into environments (key, name) values ('one', ''), ('two', ''), ('three', '')`),
  );
  const ctx: WriteContext = {
    ...{ database, actor: 'ada', now: () => new Date(NOW), newId: randomUUID, auditKey: AUDIT_KEY },
    committed: async () => undefined,
  };
  let acknowledged = 0;
  for (let crash = 0; crash < 3; crash++) {
    let isUp = true;
    const enough = Promise.withResolvers<void>();
    const goal = acknowledged + 2 * WRITERS;
    const write = async (writer: number) => {
      while (isUp) {
        await change(ctx, writer).then(
          () => acknowledged++,
          () => undefined,
        );
        if (acknowledged >= goal) enough.resolve();
      }
    };
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    await enough.promise;
    await postgres.signal('SIGKILL');
    isUp = false;
    await writing;
    await postgres.start();
  }
  const verified = await verifyAudit(database, AUDIT_KEY);
  expect(verified).toMatchObject({ status: 'whole', entries: await newestNumber(database) });
  // Two entries per acknowledged change; whether a change cut off by a crash was committed is unknown.
  expect(verified.entries).toBeGreaterThanOrEqual(2 * acknowledged);
  await database.close();
});
