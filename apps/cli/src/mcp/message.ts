import { ownValue } from '@burgee/contracts/wire';

/** A message of the protocol, as far as the bridge reads it. Everything else passes as it is. */
export type Message = {
  /** Absent in a notification, which gets no answer. */
  readonly id?: string | number | undefined;
  readonly method?: string | undefined;
  readonly params: Fields;
};
type Fields = Readonly<Record<string, unknown>>;

/** Returns `undefined` for a line that is not a JSON object. */
export function parseMessage(line: string): Message | undefined {
  const parsed = parseObject(line);
  if (!parsed) return undefined;
  const [id, method] = [ownValue(parsed, 'id'), ownValue(parsed, 'method')];
  return {
    ...((typeof id === 'string' || typeof id === 'number') && { id }),
    ...(typeof method === 'string' && { method }),
    params: fieldsOf(ownValue(parsed, 'params')),
  };
}

export function parseObject(text: string): Fields | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Fields) : undefined;
  } catch {
    return undefined;
  }
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** The version that a message of the protocol of 2026 names. Earlier messages name none. */
function claimedVersion({ params }: Message): string | undefined {
  const version = ownValue(fieldsOf(ownValue(params, '_meta')), 'io.modelcontextprotocol/protocolVersion');
  return typeof version === 'string' ? version : undefined;
}

/** Parts of the answer to the client's first message, which the server expects with each later one. */
export type Connected = { readonly version?: string | undefined; readonly sessionId?: string | undefined };

/** The headers that repeat parts of a message, as HTTP requires. */
export function headersOf(message: Message, { version, sessionId }: Connected): Record<string, string> {
  const claimed = claimedVersion(message);
  const name = ownValue(message.params, 'name') ?? ownValue(message.params, 'uri');
  const known = claimed ?? version;
  return {
    ...(known !== undefined && { 'MCP-Protocol-Version': encodeHeader(known) }),
    ...(sessionId !== undefined && { 'Mcp-Session-Id': sessionId }),
    ...(claimed !== undefined && message.method !== undefined && { 'Mcp-Method': encodeHeader(message.method) }),
    ...(claimed !== undefined && typeof name === 'string' && { 'Mcp-Name': encodeHeader(name) }),
  };
}

/** Text that a header cannot contain is sent in base64, as the protocol says. */
function encodeHeader(text: string): string {
  const isPlain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith('=?base64?');
  return isPlain ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

/** The messages in an answer: one in JSON, any number as server-sent events. */
export function messagesIn(type: string, text: string): string[] {
  if (!type.startsWith('text/event-stream')) return parseObject(text)?.['jsonrpc'] === undefined ? [] : [oneLine(text)];
  const events = text.split(/\r?\n\r?\n/).map((event) =>
    event
      .split(/\r?\n/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice('data:'.length))
      .join('\n')
      .trim(),
  );
  return events.filter((data) => parseObject(data) !== undefined).map(oneLine);
}

/** A line feed would end the message. */
function oneLine(json: string): string {
  return JSON.stringify(JSON.parse(json));
}
