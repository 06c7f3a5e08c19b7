import type { EvaluatedBooleans } from '@burgee/api';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerWithEtag } from './answer.ts';

/** Tells readers of the plain map of booleans when to refetch. Has the format of `nextChangeAt` in other answers. */
export const NEXT_CHANGE_HEADER = 'Burgee-Next-Change-At';

/**
 * Sends the map of booleans. Its ETag covers everything that it depends on, not just its text: two contexts or versions
 * with the same booleans are different answers, with different next changes.
 */
export function answerWithBooleans(
  request: IncomingMessage,
  response: ServerResponse,
  { environment, version, context, nextChangeAt, json }: EvaluatedBooleans,
): void {
  const covered = `${environment} ${version} ${nextChangeAt} ${JSON.stringify(context)} ${json}`;
  answerWithEtag(request, response, json, {
    covered,
    headers: nextChangeAt === undefined ? {} : { [NEXT_CHANGE_HEADER]: nextChangeAt },
  });
}
