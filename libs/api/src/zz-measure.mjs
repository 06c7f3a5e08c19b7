import { connectDatabase, chain } from '@burgee/data-access';
import { startPostgres } from '@burgee/testing';
import { createSecretKey, randomUUID } from 'node:crypto';
import pg from 'pg';
const { verifyAudit } = await import('/work/main/libs/api/src/audit/verify.ts');
const { sweepAudit } = await import('/work/main/libs/api/src/audit/retention.ts');
const N = 300_000;
const key = createSecretKey(Buffer.from('measured'));
const postgres = await startPostgres();
try {
  const database = await connectDatabase({ url: postgres.url });
  await database.migrate();
  const sql = new pg.Client({ connectionString: postgres.url }); await sql.connect();
  let head = { number: 0, mac: '' };
  const flag = { key: 'checkout', enabled: true, variants: [{ key: 'on', value: true }, { key: 'off', value: false }], rules: [], tags: ['a', 'b'], description: 'the flag of the checkout '.repeat(4) };
  await sql.query("insert into environments (key, name) values ('production', '') on conflict do nothing");
  for (let at = 0; at < N; at += 1000) {
    const entries = Array.from({ length: 1000 }, (_, i) => ({ id: randomUUID(), environment: 'production', version: at + i + 1, part: 0, at: new Date(1.7e12 + at + i), actor: 'ada@example.org', action: 'updated', subject: 'flag', key: 'checkout', overrideType: null, target: null, reason: null, before: flag, after: { ...flag, enabled: false } }));
    const rows = chain(key, head, entries);
    await sql.query(`insert into audit_entries (id, environment, version, part, at, actor, action, subject, key, before, after, number, mac)
      select id, environment, version, part, at, actor, action, subject, key, before, after, number, mac from jsonb_populate_recordset(null::audit_entries, $1)`, [JSON.stringify(rows.map(r => ({ ...r })))]);
    head = rows.at(-1);
  }
  await sql.query('update audit_head set number = $1, mac = $2', [head.number, head.mac]);
  globalThis.gc?.();
  const before = process.memoryUsage();
  let peak = 0; const timer = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 20);
  const t = performance.now();
  const found = await verifyAudit(database, key);
  const ms = performance.now() - t;
  clearInterval(timer);
  console.log(JSON.stringify({ N, status: found.status, problem: found.problem, entries: found.entries, ms: Math.round(ms), perMillionSec: Math.round(ms / N * 1000), rssBeforeMB: Math.round(before.rss / 1e6), peakMB: Math.round(peak / 1e6) }));
  const t2 = performance.now();
  const removed = await sweepAudit(database, key, new Date(1.7e12 + 100_000));
  console.log(JSON.stringify({ removed, ms: Math.round(performance.now() - t2), after: (await verifyAudit(database, key)).status }));
  await sql.end(); await database.close();
} finally { await postgres[Symbol.asyncDispose](); }
