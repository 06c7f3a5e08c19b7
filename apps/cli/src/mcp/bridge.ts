import { ownValue } from '@burgee/contracts/wire';
import { addressOf } from '../derived/send.ts';
import { unreachable } from '../network-error.ts';
import type { Connection } from '../options.ts';
import { Complaint, STATUS, type World } from '../world.ts';
import { type Connected, fieldsOf, headersOf, type Message, messagesIn, parseMessage, parseObject } from './message.ts';

/** Longer than any tool takes. */
const TIMEOUT_MS = 60_000;

type Surroundings = Pick<World, 'fetch' | 'print' | 'complain' | 'version'>;

/** Sends each line to the server, and prints each message that it answers. Ends when the input ends. */
export async function bridge(lines: AsyncIterable<string>, connection: Connection, world: Surroundings): Promise<void> {
  let connected: Connected = {};
  const open = new Map<Message['id'], AbortController>();
  const sending = new Set<Promise<void>>();
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const message = parseMessage(line);
    if (!message) {
      world.print(errorAnswer(null, PARSE_ERROR, 'The line is not a JSON object.'));
      continue;
    }
    if (message.method === 'notifications/cancelled') open.get(message.params['requestId'] as Message['id'])?.abort();
    const work = forward(line, message).finally(() => sending.delete(work));
    sending.add(work);
    // Later messages repeat what the server answers to this one.
    if (message.method === 'initialize') await work;
  }
  await Promise.all(sending);

  async function forward(line: string, message: Message): Promise<void> {
    const canceled = new AbortController();
    if (message.id !== undefined) open.set(message.id, canceled);
    try {
      const answer = await post(line, message, canceled.signal);
      if (message.method === 'initialize') connected = connectedBy(answer);
      for (const text of answer.messages) world.print(text);
    } catch (error) {
      if (canceled.signal.aborted) return;
      if (!(error instanceof Complaint)) throw error;
      world.complain(error.message);
      if (message.id !== undefined) world.print(errorAnswer(message.id, SERVER_ERROR, error.message));
    } finally {
      open.delete(message.id);
    }
  }

  async function post(body: string, message: Message, canceled: AbortSignal): Promise<Answer> {
    // Node 20.0 has no `AbortSignal.any`.
    const ending = new AbortController();
    canceled.addEventListener('abort', () => ending.abort());
    AbortSignal.timeout(TIMEOUT_MS).addEventListener('abort', () => ending.abort());
    const { signal } = ending;
    const headers = { ...commonHeaders(connection, world), ...headersOf(message, connected) };
    try {
      const response = await world.fetch(addressOf(connection.url, '/mcp'), { method: 'POST', headers, body, signal });
      return await readAnswer(response, connection, message);
    } catch (error) {
      throw error instanceof Complaint ? error : unreachable(connection.url, error);
    }
  }
}

function commonHeaders({ token }: Connection, { version }: Surroundings) {
  return {
    Accept: 'application/json, text/event-stream',
    'Content-Type': 'application/json',
    'User-Agent': `burgee-mcp/${version()}`,
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  };
}

type Answer = { readonly messages: readonly string[]; readonly sessionId: string | undefined };

/** @throws Complaint for an answer that the protocol does not know, such as a problem of the API. */
async function readAnswer(response: Response, { url }: Connection, { id }: Message): Promise<Answer> {
  const text = await response.text();
  const messages = messagesIn(response.headers.get('Content-Type') ?? '', text);
  const isAnswered = messages.length > 0 || (response.ok && id === undefined);
  if (isAnswered) return { messages, sessionId: response.headers.get('Mcp-Session-Id') ?? undefined };
  const problem = parseObject(text) ?? {};
  const [code, title, hint] = [ownValue(problem, 'code'), ownValue(problem, 'title'), ownValue(problem, 'hint')];
  if (code === 'ROUTE_NOT_FOUND')
    throw refusal('It has no /mcp: BURGEE_MCP is off there, or it is an earlier version.');
  if (typeof title === 'string') throw refusal(`${title} ${typeof hint === 'string' ? hint : ''}`.trimEnd());
  throw unreachable(url, `it answered ${response.status}`);
}

function refusal(reason: string): Complaint {
  return new Complaint(`The server refused: ${reason}`, STATUS.refused);
}

function connectedBy({ messages, sessionId }: Answer): Connected {
  const results = messages.map((text) => fieldsOf(ownValue(parseObject(text) ?? {}, 'result')));
  const version = results.map((result) => ownValue(result, 'protocolVersion')).find((one) => typeof one === 'string');
  return { version, sessionId };
}

/** Source: JSON-RPC 2.0. */
const PARSE_ERROR = -32_700;
const SERVER_ERROR = -32_000;

function errorAnswer(id: Message['id'] | null, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}
