import { connect } from 'node:net';

/** A request as it goes over the wire. */
export type RawRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
};

export type RawAnswer = {
  readonly status: number;
  /** By lowercase name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

/** Sends exactly these bytes on a connection of their own, and reads until the server closes it. */
export async function sendRaw(url: string, { method, path, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: burgee', 'Connection: close'];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  // Not `end`: Node answers nothing more to a client that closes its half.
  socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]));
  // The server may close the connection while the request is being sent.
  socket.on('error', () => undefined);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once('close', resolve));
  return parseAnswer(Buffer.concat(chunks).toString());
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map(lines.map((line) => line.split(/: ?(.*)/, 2) as [string, string]));
  return {
    status: Number(first.split(' ')[1]),
    headers: new Map([...headers].map(([name, value]) => [name.toLowerCase(), value])),
    body: text.slice(end + 4),
  };
}
