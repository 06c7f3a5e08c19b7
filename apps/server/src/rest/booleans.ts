import type { EvaluatedBooleans } from '@burgee/api';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerWithEtag } from './answer.ts';

/** Tells a reader of the plain map of booleans when to ask again. Has the format of `nextChangeAt` in other answers. */
export const NEXT_CHANGE_HEADER = 'Burgee-Next-Change-At';

/**
 * The map of booleans. Its ETag covers everything that it depends on, not just its text: two contexts or two versions with the
 * same booleans are two answers, and a reader that keeps one of them must not miss the next instant of the other.
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
