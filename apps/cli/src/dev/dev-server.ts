import type { Caller, EvaluationServices } from '@burgee/api/evaluation';
import { DomainError, type DomainFailure, isDeeperThan, MAX_BODY_BYTES, MAX_DEPTH } from '@burgee/contracts';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFailure } from './answer.ts';
import { isLocalHost, isLocalOrigin } from './local-only.ts';
import { type DevRoute, findRoute } from './route.ts';

type ServerOptions = {
  readonly routes: readonly DevRoute[];
  readonly services: EvaluationServices;
  /** 0 for any. */
  readonly port: number;
  /** Called with an error that is a bug. */
  readonly onBug: (error: unknown) => void;
};

export type DevServer = { readonly port: number; close(): Promise<void> };

/** Starts the server, for this machine alone. @throws the error of `listen`, such as EADDRINUSE. */
export async function startDevServer({ routes, services, port, onBug }: ServerOptions): Promise<DevServer> {
  const server = createServer((request, response) => {
    answer(request, response, { routes, services }).catch((error: unknown) => {
      const failure = failureOf(error);
      if (!failure) onBug(error);
      if (response.headersSent) response.destroy();
      else if (failure) answerFailure(response, failure, services.newId());
      else response.writeHead(500).end();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, services }: Pick<ServerOptions, 'routes' | 'services'>,
): Promise<void> {
  const { method = 'GET', headers } = request;
  refuseOtherSites(method, headers);
  allowLocalPage(headers, response);
  if (method === 'OPTIONS') return void response.writeHead(204).end();
  const url = new URL(request.url ?? '/', 'http://localhost');
  const found = findRoute(routes, method, url.pathname);
  if (!found) throw new DomainError({ code: 'ROUTE_NOT_FOUND', method, path: url.pathname });
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const parsed = {
    ...{ services, headers, params: found.params, query: Object.fromEntries(url.searchParams) },
    caller: callerOf(headers, services),
    body: await readJson(request),
    ended: AbortSignal.any([gone.signal, services.stopping]),
  };
  await found.route.answer(parsed, response);
}

/**
 * Refuses pages of other sites, even those whose name leads to this machine: they must not read the flags or change them.
 *
 * @throws DomainError CROSS_SITE.
 */
function refuseOtherSites(method: string, { host, origin }: IncomingHttpHeaders): void {
  if (!isLocalHost(host)) throw new DomainError({ code: 'CROSS_SITE', origin: String(host) });
  const isSafe = method === 'GET' || method === 'OPTIONS';
  if (!isSafe && origin !== undefined && !isLocalOrigin(origin)) throw new DomainError({ code: 'CROSS_SITE', origin });
}

/** Lets pages of this machine call everything, such as those of an application on another port. */
function allowLocalPage({ origin }: IncomingHttpHeaders, response: ServerResponse): void {
  response.setHeader('Vary', 'Origin');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (origin === undefined || !isLocalOrigin(origin)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
  response.setHeader(
    'Access-Control-Allow-Headers',
    'Authorization, X-API-Key, Content-Type, If-None-Match, Last-Event-Id',
  );
  response.setHeader('Access-Control-Expose-Headers', 'ETag, Retry-After');
  response.setHeader('Access-Control-Max-Age', '600');
}

function callerOf({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders, services: EvaluationServices): Caller {
  const secret = authorization === undefined ? apiKey : /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (typeof secret === 'string') return services.keys.callerOf(secret);
  return { problem: authorization === undefined ? 'missing' : 'invalid' };
}

/** Reads the body of POST and PUT. @throws DomainError VALIDATION_FAILED, BODY_TOO_LARGE, BODY_TOO_DEEP. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new DomainError({ code: 'BODY_TOO_LARGE', limitBytes: MAX_BODY_BYTES });
    chunks.push(chunk);
  }
  const needsBody = request.method === 'POST' || request.method === 'PUT';
  if (size === 0 && !needsBody) return undefined;
  // A form or plain text could come from any page without asking first.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw notJson();
  const body = parseJson(Buffer.concat(chunks).toString());
  if (isDeeperThan(body, MAX_DEPTH)) throw new DomainError({ code: 'BODY_TOO_DEEP', limit: MAX_DEPTH });
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

function notJson(): DomainError {
  const message = 'send a JSON body, with "Content-Type: application/json"';
  return new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: '', message }] });
}

function failureOf(error: unknown): DomainFailure | undefined {
  if (error instanceof DomainError) return error.failure;
  if (!(error instanceof URIError)) return undefined;
  return { code: 'VALIDATION_FAILED', details: [{ path: '', message: 'the path is not properly percent-encoded' }] };
}
