import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as EarlierTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport as AnyEarlierTransport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { expect } from 'vitest';

/** The answer of a tool: the result as data, whether it is a failure, and the same as text. */
type ToolAnswer = {
  readonly isError: boolean;
  readonly data: Record<string, unknown> & {
    readonly code?: string;
    readonly items?: readonly Record<string, unknown>[];
  };
  readonly text: string;
};

/** A connected agent of either generation of clients. */
export type TestAgent = AsyncDisposable & {
  readonly instructions: string;
  tools(): Promise<readonly ListedTool[]>;
  call(name: string, input?: Record<string, unknown>): Promise<ToolAnswer>;
};

type ListedTool = {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: Record<string, unknown>;
};

export const AGENT = { name: 'test-agent', version: '1.2.3' };

/** The current client with the protocol of 2026, and with the one that it uses by default; and the earlier one. */
export const GENERATIONS = ['2.4 of 2026', '2.4', '1.32'] as const;
export type Generation = (typeof GENERATIONS)[number];

/** Connects over HTTP. */
export function connectAgent(url: string, key: string, generation: Generation = '2.4 of 2026'): Promise<TestAgent> {
  const endpoint = new URL(`${url}/mcp`);
  const options = { requestInit: { headers: { Authorization: `Bearer ${key}` } } };
  return generation === '1.32'
    ? earlierAgent(new EarlierTransport(endpoint, options))
    : currentAgent(new StreamableHTTPClientTransport(endpoint, options), generation);
}

export async function currentAgent(transport: Transport, generation: Generation): Promise<TestAgent> {
  const mode = generation === '2.4' ? 'legacy' : { pin: '2026-07-28' };
  const client = new Client(AGENT, { versionNegotiation: { mode } });
  await client.connect(transport);
  return {
    instructions: client.getInstructions() ?? '',
    tools: async () => (await client.listTools()).tools,
    call: async (name, input = {}) => toAnswer(await client.callTool({ name, arguments: input })),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

export async function earlierAgent(transport: AnyEarlierTransport): Promise<TestAgent> {
  const client = new EarlierClient(AGENT);
  await client.connect(transport);
  return {
    instructions: client.getInstructions() ?? '',
    tools: async () => (await client.listTools()).tools,
    call: async (name, input = {}) => toAnswer(await client.callTool({ name, arguments: input })),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function toAnswer(result: object): ToolAnswer {
  const {
    isError = false,
    structuredContent,
    content,
  } = result as {
    isError?: boolean;
    structuredContent: ToolAnswer['data'];
    content: { type: string; text: string }[];
  };
  expect(content).toHaveLength(1);
  const [{ text } = { text: '' }] = content;
  // Clients that do not read structured content get the same as text.
  expect(JSON.parse(text)).toEqual(structuredContent);
  return { isError, data: structuredContent, text };
}
