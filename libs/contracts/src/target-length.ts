/** Characters of a `userId`, `sessionId` or `testRunId`. */
export const MAX_TARGET_LENGTH = 255;

/** Whether a value is a valid `userId`, `sessionId` or `testRunId`. */
export function isTarget(id: unknown): id is string {
  return typeof id === 'string' && id.length > 0 && id.length <= MAX_TARGET_LENGTH;
}
