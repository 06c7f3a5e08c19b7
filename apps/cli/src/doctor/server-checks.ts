import type { Diagnostics } from '@burgee/contracts';
import { quoteWord } from '../again.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { hasProduction } from './places.ts';
import { checkCapacity, checkPostgres } from './postgres-checks.ts';
import { checkAddresses, checkMode, checkSecrets, type Place } from './setting-checks.ts';

type Check = (diagnostics: Diagnostics, place: Place) => readonly (Finding | false)[];

const CHECKS: readonly Check[] = [
  checkMode,
  checkSecrets,
  checkAddresses,
  checkPostgres,
  checkCapacity,
  checkRedis,
  checkDisk,
];

/** Judges the diagnostics of a server, if it has sent them. */
export function checkServer({ diagnostics, url, environments }: Facts): Finding[] {
  if (!diagnostics) return [];
  const place = { url, isProduction: hasProduction(environments) };
  return CHECKS.flatMap((check) => check(diagnostics, place)).filter((finding) => finding !== false);
}

function checkRedis({ redis }: Diagnostics): (Finding | false)[] {
  if (!redis) return [];
  return [
    redis.problem !== null && {
      problem: `Redis cannot be used: ${redis.problem}.`,
      cause: 'It is stopped, or REDIS_URL is wrong. Until then, each server counts limits on its own.',
      command: 'redis-cli -u "$REDIS_URL" ping',
    },
    !redis.isEncrypted &&
      !redis.isNear && {
        problem: 'The connection of the server to Redis is not encrypted.',
        cause: 'REDIS_URL begins with redis://. Others on the network can read its password.',
        command: 'REDIS_URL=rediss://...',
      },
  ];
}

const LITTLE_BYTES = 1_000_000_000;

function checkDisk({ disk: { folder, isWritable, freeBytes } }: Diagnostics): (Finding | false)[] {
  return [
    !isWritable && {
      problem: `The server cannot write to its folder ${folder}.`,
      cause:
        'It does not exist, or belongs to another user. Without it, no secret and no embedded database can be kept.',
      command: `mkdir -p ${quoteWord(folder)} && chown "$USER" ${quoteWord(folder)}`,
    },
    freeBytes !== null &&
      freeBytes < LITTLE_BYTES && {
        problem: `The disk of ${folder} has ${Math.floor(freeBytes / 1_000_000)} MB left.`,
        cause: 'A full disk stops the embedded database and the log.',
        command: `du -xh --max-depth=1 ${quoteWord(folder)} | sort -h`,
      },
  ];
}
