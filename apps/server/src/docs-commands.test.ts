import { codeBlocksOf, commandsOf } from '@burgee/testing';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { banner } from './banner.ts';
import { readSettings } from './env.ts';
import { startTestServer } from './test-server.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

const DOCUMENTS = ['README.md', 'docs/first-flag.md', 'docs/sdk.md', 'docs/ofrep.md'];
const DOCUMENTED_URL = 'http://localhost:4000';

type Sent = { readonly url: string; readonly init: RequestInit };

/** Reads the part of curl's command line that our documents use; anything else is an error. */
function parseCurl(command: string, token: string): Sent {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) =>
    single === undefined ? (double ?? bare ?? '').replaceAll('$TOKEN', token) : single,
  );
  const headers: Record<string, string> = {};
  let [url, method, body]: (string | undefined)[] = [];
  for (let index = 1; index < words.length; index++) {
    const word = words[index] as string;
    if (word === '-X') method = words[++index];
    else if (word === '-d') body = words[++index];
    else if (word === '-H') {
      const [name = '', value = ''] = words[++index]?.split(': ') ?? [];
      headers[name] = value;
    } else if (word.startsWith(DOCUMENTED_URL)) url = word.slice(DOCUMENTED_URL.length);
    else throw new Error(`No document uses this of curl: ${word}`);
  }
  if (url === undefined) throw new Error(`No URL in: ${command}`);
  return { url, init: { headers, ...(method && { method }), ...(body && { body }) } };
}

describe('documented commands', () => {
  it.each(DOCUMENTS)('the curl commands of %s return what it shows, from top to bottom', async (file) => {
    await using burgee = await startTestServer();
    const token = await burgee.server.tokens.issue('developer', 'admin', '1h');
    let last: unknown;
    let sent = 0;
    for (const block of codeBlocksOf(read(file))) {
      if (block.language === 'json') expect(last, `${file}, line ${block.line}`).toMatchObject(JSON.parse(block.text));
      if (block.language !== 'sh') continue;
      for (const command of commandsOf(block).filter((line) => line.startsWith('curl '))) {
        const { url, init } = parseCurl(command, token);
        const response = await fetch(burgee.url + url, init);
        last = await response.json();
        sent++;
        expect({ command, isOk: response.ok, last }).toMatchObject({ isOk: true });
      }
    }

    expect(sent).toBeGreaterThan(1);
  });

  it('the first flag includes the users that its page names', async () => {
    await using burgee = await startTestServer();
    const isOnFor = async (percentage: number) => {
      const body = { enabled: true, rolloutPercentage: percentage };
      await burgee.request('/api/admin/flags/wishlist-gallery', { as: 'admin', body });
      const answers = ['ann', 'bob', 'carol'].map(async (userId) => {
        const answer = await burgee.request(`/api/config/flags?userId=${userId}`);
        return (answer.body as Record<string, boolean>)['wishlist-gallery'];
      });
      return Promise.all(answers);
    };

    expect(await isOnFor(20)).toEqual([true, false, false]);
    expect(await isOnFor(25)).toEqual([true, true, false]);
  });

  it('a start prints what the README shows', async () => {
    await using burgee = await startTestServer();
    const settings = readSettings({ NODE_ENV: 'development' });
    const printed = (await banner({ ...burgee.server, port: 4000 }, settings)).trimEnd().split('\n');
    const shown = codeBlocksOf(read('README.md'))
      .find(({ language }) => language === 'text')
      ?.text.trimEnd()
      .split('\n');
    // The first line is printed by `npm start` while it builds.
    const patterns = shown?.slice(1).map((line) => {
      const literal = line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\.\\.\\.', '.+');
      return expect.stringMatching(new RegExp(`^${literal.replace('10:40', '\\d\\d:\\d\\d')}$`));
    });

    expect(printed).toEqual(patterns);
  });
});
