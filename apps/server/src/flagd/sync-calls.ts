import { type Caller, followedEnvironment, looksLikeKey, type Services } from '@burgee/api';
import type { Metadata, sendUnaryData, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { parseAddress } from '../address.ts';
import { clientIdOf } from '../limits/client-id.ts';
import { tooMany } from '../limits/limit-requests.ts';
import type { Limits } from '../limits/limits.ts';
import type { OpenStreams } from '../streams/open-streams.ts';
import type { Feeds } from './feeds.ts';
import type { SyncProtocol, SyncRequest } from './protocol.ts';
import { ACCESS_ENDED, type CallEnd, endOfError, INTERNAL, STOPPING } from './status.ts';

export type SyncCallParts = {
  readonly services: Services;
  readonly feeds: Feeds;
  readonly streams: Pick<OpenStreams, 'open'>;
  readonly limits: Pick<Limits, 'evaluations' | 'streams'>;
  readonly protocol: Pick<SyncProtocol, 'encode' | 'emptyMetadata'>;
  readonly log: Logger;
};

type Incoming = {
  readonly request: SyncRequest;
  readonly metadata: Pick<Metadata, 'get'>;
  getPeer(): string;
};

type Stream = ServerWritableStream<SyncRequest, Buffer>;

/** The methods of the service. */
export function createSyncCalls(parts: SyncCallParts) {
  return {
    SyncFlags: (call: Stream) => {
      openStream(parts, call).catch((error: unknown) => end(call, endOf(parts.log, error)));
    },
    FetchAllFlags: (call: ServerUnaryCall<SyncRequest, Buffer>, answer: sendUnaryData<Buffer>) => {
      fetchAll(parts, call).then(
        (message) => answer(null, message),
        (error: unknown) => answer(endOf(parts.log, error)),
      );
    },
    // Some providers ask for it before they open a stream.
    GetMetadata: (_call: ServerUnaryCall<object, Buffer>, answer: sendUnaryData<Buffer>) =>
      answer(null, parts.protocol.emptyMetadata),
  };
}

async function openStream(parts: SyncCallParts, call: Stream): Promise<void> {
  const { caller, client, environment } = identify(parts, call);
  const waitSec = await parts.limits.streams?.take(client);
  if (waitSec !== undefined) throw tooMany(waitSec);
  if (call.cancelled) return;
  const stream = parts.streams.open(client, caller, {});
  const stopFollowing = parts.feeds.follow(environment, (message, taken) => void call.write(message, taken));
  const listening = new AbortController();
  const release = () => {
    listening.abort();
    stopFollowing();
    stream.close();
  };
  const endWhen = (signal: AbortSignal | undefined, how: CallEnd) => {
    const stop = () => {
      release();
      end(call, how);
    };
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { signal: listening.signal });
  };
  call.once('cancelled', release);
  endWhen(stream.ended, STOPPING);
  endWhen('ended' in caller ? caller.ended : undefined, ACCESS_ENDED);
}

async function fetchAll(parts: SyncCallParts, call: Incoming): Promise<Buffer> {
  const { client, environment } = identify(parts, call);
  const waitSec = parts.limits.evaluations?.waitOf(client);
  if (waitSec !== undefined) throw tooMany(waitSec);
  parts.limits.evaluations?.count(client);
  const { json } = await parts.services.flagd.current(environment);
  return parts.protocol.encode(json);
}

/** @throws DomainError UNAUTHENTICATED or TOKEN_SCOPE, DATABASE_UNAVAILABLE before the keys are known. */
function identify({ services }: SyncCallParts, call: Incoming) {
  const selector = call.request.selector || String(call.metadata.get(SELECTOR_HEADER)[0] ?? '');
  const caller = callerOf(services, selector);
  const environment = followedEnvironment({ services, caller });
  if ('key' in caller) services.protocolUses.mark(environment, 'flagd', caller.key.id);
  return { caller, environment, client: clientIdOf(caller, parseAddress(call.getPeer()) ?? call.getPeer()) };
}

/** Newer providers send the selector here. */
const SELECTOR_HEADER = 'flagd-selector';

function callerOf({ keys }: Services, selector: string): Caller {
  if (selector === '') return { problem: 'missing' };
  return looksLikeKey(selector) ? keys.callerOf(selector) : { problem: 'invalid' };
}

/** grpc-js sends an error with the status that it has. */
function end(call: Stream, how: CallEnd): void {
  call.emit('error', how);
}

function endOf(log: Logger, error: unknown): CallEnd {
  const known = endOfError(error);
  if (!known) log.error({ err: error }, 'a call of a flagd provider failed');
  return known ?? INTERNAL;
}
