import type { UnleashExport } from '@burgee/api';
import type { Request, Response } from 'express';
import { answerWithJson, HEADERS, isAmong } from '../rest/answer.ts';

/** The first client specification whose SDKs can change from polling to streaming. */
const STREAMING = [5, 2];

/**
 * Answers a poll. The header `fetch-mode: streaming` makes an SDK that can do so open the stream instead of polling, without
 * a change of its code:
 *
 * - Only an SDK that has flags gets it: the SDK ignores the features of this answer, and would have none until the stream is open.
 * - The answer has an ETag of its own and is never a 304, which SDKs read without the header.
 * - An SDK that returns with that ETag could not keep the stream open. It gets the features, and polls once more.
 */
export function sendFeatures(
  request: Request,
  response: Response,
  { json, tag, mayStream }: UnleashExport & { readonly mayStream: boolean },
): void {
  const known = request.headers['if-none-match'];
  const hint = `"${tag}${HINT}"`;
  const hasHint = known !== undefined && known.includes(HINT);
  if (known !== undefined && !hasHint && mayStream && canStream(request.get('unleash-client-spec'))) {
    return answerWithJson(response, json, { ...HEADERS, ETag: hint, 'Fetch-Mode': 'streaming' });
  }
  const headers = { ...HEADERS, ETag: `"${tag}"` };
  if (isAmong(known, headers.ETag)) return void response.writeHead(304, headers).end();
  answerWithJson(response, json, headers);
}

const HINT = '.stream';

function canStream(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = STREAMING;
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
