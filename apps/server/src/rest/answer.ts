import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DATA_HEADERS } from '../security-headers.ts';

/** For answers that a client keeps and revalidates before each use. */
export const HEADERS = { ...DATA_HEADERS, 'Cache-Control': 'private, no-cache', Vary: 'Origin' } as const;

const TYPE = { 'Content-Type': 'application/json; charset=utf-8' } as const;

type Covered = {
  /** The text that the ETag stands for. */
  readonly covered: string;
  /** Sent with the body and with a 304. */
  readonly headers: Readonly<Record<string, string>>;
};

/** Sends an answer with an ETag, or 304 without a body if the client already has it. */
export function answerWithEtag(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  { covered, headers: more }: Covered = { covered: body, headers: {} },
): void {
  const etag = `"${hash('sha1', covered, 'base64url')}"`;
  const headers = { ...HEADERS, ...more, ETag: etag };
  // Express's own check treats the `Cache-Control: no-cache` of every `fetch` with `If-None-Match` as a forced reload.
  if (isAmong(request.headers['if-none-match'], etag)) return void response.writeHead(304, headers).end();
  answerWithJson(response, body, headers);
}

/** Sends JSON text without Express. */
export function answerWithJson(
  response: ServerResponse,
  json: string,
  headers: Readonly<Record<string, string>>,
): void {
  const size = Buffer.byteLength(json);
  // ASCII is the same text in Latin-1, which Node writes faster.
  const encoding = size === json.length ? 'latin1' : 'utf8';
  response.writeHead(200, { ...headers, ...TYPE, 'Content-Length': size }).end(json, encoding);
}

/** Accepts quoted, unquoted and weak ETags. */
export function isAmong(known: string | undefined, etag: string): boolean {
  return (
    known !== undefined &&
    known.split(',').some(
      (one) =>
        one
          .trim()
          .replace(/^W\//, '')
          .replace(/^([^"].*)$/, '"$1"') === etag,
    )
  );
}
