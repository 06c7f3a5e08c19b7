import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { addressOf, startFaultProxy, throughProxy } from './fault-proxy.ts';
import { startPostgres } from './postgres.ts';

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const ask = (client: pg.Client) => client.query('select 42 as answer').then(({ rows }) => rows[0]?.answer as unknown);

describe('a proxy with faults', () => {
  it('forwards, delays, hangs and resumes', async () => {
    await using postgres = await startPostgres();
    await using proxy = await startFaultProxy(addressOf(postgres.url));
    const client = await connect(throughProxy(postgres.url, proxy));
    expect(await ask(client)).toBe(42);
    proxy.setFault({ kind: 'delay', ms: 50 });
    const begun = performance.now();
    expect(await ask(client)).toBe(42);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(99);
    proxy.setFault({ kind: 'hang' });
    const hung = ask(client);
    expect(await Promise.race([hung, delay(100, 'nothing')])).toBe('nothing');
    proxy.setFault({ kind: 'none' });
    expect(await hung).toBe(42);
    await client.end();
  });

  it('resets, refuses and cuts connections', async () => {
    await using postgres = await startPostgres();
    await using proxy = await startFaultProxy(addressOf(postgres.url));
    const url = throughProxy(postgres.url, proxy);
    const client = await connect(url);
    proxy.setFault({ kind: 'reset' });
    await expect(ask(client)).rejects.toThrow();
    proxy.setFault({ kind: 'refuse' });
    await expect(connect(url)).rejects.toThrow();
    proxy.setFault({ kind: 'none' });
    const other = await connect(url);
    proxy.setFault({ kind: 'cut', afterBytes: 10 });
    await expect(ask(other)).rejects.toThrow();
  });

  it('applies a fault to one connection, recognized by what it has sent', async () => {
    await using postgres = await startPostgres();
    await using proxy = await startFaultProxy(addressOf(postgres.url));
    const url = throughProxy(postgres.url, proxy);
    const [marked, other] = [await connect(url), await connect(url)];
    await marked.query('select 1 as marked');
    for (const connection of proxy.connections) {
      if (connection.sent.includes('marked')) connection.setFault({ kind: 'hang' });
    }
    const hung = ask(marked);
    expect(await ask(other)).toBe(42);
    expect(await Promise.race([hung, delay(50, 'nothing')])).toBe('nothing');
    for (const connection of proxy.connections) connection.setFault(undefined);
    expect(await hung).toBe(42);
    await Promise.all([marked.end(), other.end()]);
  });
});
