import type { EnvironmentKey, SyncedRuleset } from '@burgee/contracts';
import { type CompiledRuleset, falsePositiveRate, rulesetChecksum } from '@burgee/evaluator';
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { OverrideLookup } from '../overrides/lookup.ts';
import type { Snapshots } from '../snapshots.ts';
import type { SyncLog } from './sync-log.ts';

export type ContentEncoding = 'br' | 'gzip' | 'identity';

/** A ruleset as followers receive it, encoded once per version and encoding. */
export type RulesetPayload = {
  /** Differs for every version and origin, and while it is not known which ids have overrides. */
  readonly etag: string;
  bytes(encoding: ContentEncoding): Promise<Buffer>;
};

type Held = { readonly ruleset: CompiledRuleset; readonly isIndexed: boolean; readonly payload: RulesetPayload };

/** @throws DomainError ENVIRONMENT_NOT_FOUND, DATABASE_UNAVAILABLE before the first load. */
export type RulesetPayloads = (environment: EnvironmentKey) => RulesetPayload;

type Sources = {
  readonly snapshots: Pick<Snapshots, 'ruleset'>;
  readonly overrides: Pick<OverrideLookup, 'idsOf'>;
  readonly syncLog: Pick<SyncLog, 'origin'>;
};

export function createRulesetPayloads({ snapshots, overrides, syncLog }: Sources): RulesetPayloads {
  const held = new Map<EnvironmentKey, Held>();
  return (environment) => {
    const ruleset = snapshots.ruleset(environment);
    const ids = overrides.idsOf(environment);
    const isIndexed = ids !== undefined;
    const known = held.get(environment);
    if (known?.ruleset === ruleset && known.isIndexed === isIndexed) return known.payload;
    const payload = encodePayload(ruleset, syncLog.origin(environment), ids);
    held.set(environment, { ruleset, isIndexed, payload });
    return payload;
  };
}

type Ids = ReturnType<OverrideLookup['idsOf']>;

function encodePayload(ruleset: CompiledRuleset, origin: string, ids: Ids): RulesetPayload {
  const { environment, version, source } = ruleset;
  const checksum = rulesetChecksum(source);
  const encoded = new Map<ContentEncoding, Promise<Buffer>>();
  const encode = (): Buffer => {
    const overrides = { count: ids?.count ?? 0, filter: ids ? filterOf(ids) : null };
    const data: SyncedRuleset = { environment, origin, version, checksum, ruleset: source, overrides };
    return Buffer.from(JSON.stringify(data));
  };
  const bytes = (encoding: ContentEncoding): Promise<Buffer> => {
    const known = encoded.get(encoding);
    if (known) return known;
    const making = encoding === 'identity' ? Promise.resolve(encode()) : bytes('identity').then(COMPRESS[encoding]);
    encoded.set(encoding, making);
    return making;
  };
  const identity = hash('sha1', `${origin} ${version} ${checksum} ${ids === undefined}`, 'base64url');
  return { etag: `"${identity}"`, bytes };
}

function filterOf({ filters }: NonNullable<Ids>): NonNullable<SyncedRuleset['overrides']['filter']> {
  const { user, session, testing } = filters;
  const falsePositives = [user, session, testing].map(falsePositiveRate);
  return {
    user: toBase64(user),
    session: toBase64(session),
    testing: toBase64(testing),
    falsePositiveRate: Math.max(...falsePositives),
  };
}

function toBase64({ buffer, byteOffset, byteLength }: Uint32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** In the background, on threads of libuv. At this quality, brotli is about as fast as gzip and compresses better. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const COMPRESS = {
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, BROTLI),
};
