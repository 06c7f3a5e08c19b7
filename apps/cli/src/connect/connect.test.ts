import type { SdkConnection } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { answering, run } from '../test-run.ts';

const connection = (minute: number): SdkConnection => ({
  protocol: 'unleash',
  key: { id: 'k', name: 'shop' },
  lastUsedAt: `2027-01-01T12:0${minute}:00.000Z`,
});

describe('15.7 burgee connect', () => {
  it('prints the lines with the URL, the key and the flag', async () => {
    const { status, printed, complaints, asked } = await run(
      ['connect', 'unleash-node', '--sdk-key', 'srv_123', '--flag', 'new-search', '--environment', 'staging'],
      { respond: answering({ items: [], flagd: null }) },
    );
    expect([status, complaints]).toEqual([0, []]);
    expect(printed.join()).toMatch(
      /npm install unleash-client[^]*http:\/\/flags\.test\/api\/[^]*srv_123[^]*new-search/,
    );
    expect(asked.map(({ url }) => url)).toEqual(['http://flags.test/api/admin/connections?environment=staging']);
  });

  it('says how to create the key, and prints JSON on request', async () => {
    const { printed, complaints } = await run(['connect', 'react', '--json'], {
      respond: answering({ items: [], flagd: null }),
    });
    expect(JSON.parse(printed.join())).toMatchObject({ sdk: 'react', protocol: 'evaluation', docs: 'docs/sdk.md' });
    expect(complaints).toEqual(['Create the key: burgee keys create --kind web --environment development --name app']);
  });

  it('waits until a request arrives that was not there before', async () => {
    const lists = [[connection(1)], [connection(1)], [connection(2)]];
    const { status, complaints } = await run(['connect', 'unleash-node', '--sdk-key', 'srv_1', '--wait'], {
      respond: () => Response.json({ items: lists.shift(), flagd: null }),
    });
    expect([status, lists]).toEqual([0, []]);
    expect(complaints).toEqual([
      'Waiting for the first request. Press Ctrl+C to stop.',
      'Connected: a request arrived with the key "shop".',
    ]);
  });

  it('exits with status 1 if it is interrupted before', async () => {
    const interruption = new AbortController();
    const { status, complaints } = await run(['connect', 'unleash-node', '--sdk-key', 'srv_1', '--wait'], {
      respond: () => Response.json({ items: [], flagd: null }),
      signal: interruption.signal,
      wait: async () => interruption.abort(),
    });
    expect([status, complaints.at(-1)]).toEqual([1, 'No request arrived.']);
  });

  it('says that the server must serve the protocol of flagd first', async () => {
    const { status, complaints } = await run(['connect', 'flagd-go', '--sdk-key', 'srv_1'], {
      respond: answering({ items: [], flagd: null }),
    });
    expect([status, complaints.join()]).toEqual([0, expect.stringContaining('FLAGD_SYNC_PORT=8015')]);
  });

  it('knows which SDK was meant', async () => {
    const { status, complaints, asked } = await run(['connect', 'unleash-nod']);
    expect([status, asked]).toEqual([2, []]);
    expect(complaints).toEqual(['No SDK is called "unleash-nod". Did you mean unleash-node?']);
  });
});
