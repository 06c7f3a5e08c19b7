/** Characters of a `userId`, `sessionId` or `testRunId`. */
export const MAX_TARGET_LENGTH = 255;
