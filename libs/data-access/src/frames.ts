import { ownValue } from '@burgee/contracts';
import { BrokenConnection } from './failures.ts';

/**
 * Checks PostgreSQL's messages before `pg` parses them. `pg` trusts every length and count; a wrong one makes it throw where
 * no one can catch the error, wait indefinitely, or read one value as part of another.
 * Source: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

/** The header of a message: its type and its length. */
const HEADER_BYTES = 5;
/** PostgreSQL's limit for one value; a message that claims to be longer has a corrupt length. */
const MAX_MESSAGE_BYTES = 0x4000_0000;

type Body = { readonly bytes: Buffer; readonly from: number; readonly to: number };

/** Returns a function that takes bytes as they arrive and returns those that form complete, well-formed messages. */
export function createFrames(): (chunk: Buffer) => Buffer {
  const check = createChecks();
  let chunks: Buffer[] = [];
  let held = 0;
  let needed = HEADER_BYTES;

  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    // A value of several megabytes arrives in hundreds of chunks, which are concatenated only once.
    if (held < needed) return chunk.subarray(0, 0);
    const bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks, held);
    let at = 0;
    needed = HEADER_BYTES;
    while (at + needed <= bytes.length) {
      const size = readMessageSize(bytes, at);
      if (at + size > bytes.length) {
        needed = size;
        break;
      }
      check(bytes[at] as number, { bytes, from: at + HEADER_BYTES, to: at + size });
      at += size;
    }
    chunks = at === bytes.length ? [] : [bytes.subarray(at)];
    held = bytes.length - at;
    return bytes.subarray(0, at);
  };
}

function readMessageSize(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at + 1);
  if (length < 4 || length > MAX_MESSAGE_BYTES) throw new BrokenConnection(`a message of ${length} bytes`);
  return 1 + length;
}

/** Throws for a message that does not match the format of its type. COPY and replication are never used. */
function createChecks(): (type: number, body: Body) => void {
  let columns = 0;
  const checks: Readonly<Record<string, (body: Body) => boolean>> = {
    T: (body) => {
      columns = readCount(body);
      return endOfFields(body, columns) === body.to;
    },
    D: (body) => readCount(body) === columns && endOfValues(body, columns) === body.to,
    C: (body) => endOfTexts(body, body.from, 1) === body.to,
    Z: ({ bytes, from, to }) => to - from === 1 && 'ITE'.includes(String.fromCharCode(bytes[from] as number)),
    E: isReport,
    N: isReport,
    A: (body) => endOfTexts(body, body.from + 4, 2) === body.to,
    S: (body) => endOfTexts(body, body.from, 2) === body.to,
    K: ({ from, to }) => to - from >= 8,
    R: ({ from, to }) => to - from >= 4,
    t: (body) => body.from + 2 + 4 * readCount(body) === body.to,
  };
  return (type, body) => {
    const name = String.fromCharCode(type);
    const isWhole = TYPES_WITHOUT_BODY.includes(name) ? body.from === body.to : ownValue(checks, name)?.(body);
    if (!isWhole) throw new BrokenConnection(`a malformed message of type ${type}`);
  };
}

/** The types of messages without a body. */
const TYPES_WITHOUT_BODY = '123nsI';

function readCount({ bytes, from, to }: Body): number {
  return to - from < 2 ? -1 : bytes.readInt16BE(from);
}

/** The position after `count` zero-terminated texts; `Infinity` if one of them is not terminated. */
function endOfTexts({ bytes, to }: Body, from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0; left--) {
    const zero = bytes.indexOf(0, at);
    if (zero < 0 || zero >= to) return Infinity;
    at = zero + 1;
  }
  return at;
}

/** The fields after the name of a column: its table, number, type, size and format. */
const FIELD_BYTES = 18;

function endOfFields(body: Body, count: number): number {
  let at = body.from + 2;
  for (let left = count; left > 0 && at <= body.to; left--) at = endOfTexts(body, at, 1) + FIELD_BYTES;
  return at;
}

function endOfValues({ bytes, from, to }: Body, count: number): number {
  let at = from + 2;
  for (let left = count; left > 0; left--) {
    if (at + 4 > to) return Infinity;
    const length = bytes.readInt32BE(at);
    if (length < -1) return Infinity;
    at += 4 + Math.max(0, length);
  }
  return at;
}

/** Whether the body is an error or a notice: pairs of a letter and a text, one of them the code, then a zero. */
function isReport(body: Body): boolean {
  const { bytes, from, to } = body;
  let at = from;
  let hasCode = false;
  while (at < to && bytes[at] !== 0) {
    const next = endOfTexts(body, at + 1, 1);
    hasCode ||= bytes[at] === 'C'.charCodeAt(0) && /^[0-9A-Z]{5}\0$/.test(bytes.toString('latin1', at + 1, next));
    at = next;
  }
  return hasCode && at === to - 1;
}
