import { COMPILE_CACHE } from '@burgee/testing';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { StdioClientTransport as EarlierStdioTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT, currentAgent, earlierAgent, type Generation, GENERATIONS, type TestAgent } from '../test-agents.ts';
import { callAsAdmin } from '../test-keys.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

const CLI = join(import.meta.dirname, '../../../cli/src/main.ts');
const environment = 'development';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ settings: { BURGEE_MCP: 'write' } });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Connects an agent that starts `burgee mcp`. */
async function connect(generation: Generation, subject: string): Promise<TestAgent> {
  const token = await server.server.tokens.issue(subject, 'editor', '1h');
  const start = {
    command: process.execPath,
    args: ['--conditions=@burgee/source', CLI, 'mcp', '--url', server.url],
    env: { BURGEE_TOKEN: token, PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE },
  };
  return generation === '1.32'
    ? earlierAgent(new EarlierStdioTransport(start))
    : currentAgent(new StdioClientTransport(start), generation);
}

describe.each(GENERATIONS)('14.4 over standard input and output, an agent with the client %s', (generation) => {
  it('reads, changes a flag in two steps, and is named in the audit trail', async () => {
    const key = `stdio-${GENERATIONS.indexOf(generation)}`;
    const description = 'First line\nsecond \u2028 line "}';
    await callAsAdmin(server, 'flags.create', { environment, key, description });
    await using agent = await connect(generation, key);
    expect(agent.instructions).toContain('Environments that you can use: development, staging.');
    expect((await agent.tools()).map(({ name }) => name)).toContain('change_apply');
    const searches = await Promise.all(
      Array.from({ length: 5 }, () => agent.call('flags_search', { environment, search: key })),
    );
    for (const { data } of searches) expect(data.items).toMatchObject([{ key, description }]);
    const change = { kind: 'update', enabled: true };
    const { data } = await agent.call('change_preview', { environment, key, change });
    const applied = await agent.call('change_apply', { planId: data['planId'], reason: 'agreed' });
    expect(applied.data).toMatchObject({ key, enabled: true, revision: 2 });
    expect(await agent.call('segment_get', { environment, key: 'missing' })).toMatchObject({ isError: true });
    await expect(agent.call('nothing')).rejects.toThrow('There is no tool "nothing".');
    const trail = (await callAsAdmin(server, 'audit.list', { environment, flagKey: key, limit: 1 })) as object;
    const client = `${AGENT.name}/${AGENT.version}`;
    expect(trail).toMatchObject({ items: [{ actor: `token:${key}`, via: 'mcp', client, reason: 'agreed' }] });
  });
});
