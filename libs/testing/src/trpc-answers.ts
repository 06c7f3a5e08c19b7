/** The responses of a Burgee server to tRPC calls, for tests of its clients. */

/** The answer of a flag with this value. */
export function answerOf<T>(value: T) {
  const variant = typeof value === 'boolean' ? (value ? 'on' : 'off') : 'some';
  return { value, variant, enabled: value !== false, reason: 'STATIC' } as const;
}
export const answerOn = answerOf(true);
export const answerOff = { ...answerOf(false), reason: 'DISABLED' } as const;

export function resultOf(data: unknown): Response {
  return Response.json({ result: { data } });
}

export function errorOf(
  httpStatus: number,
  failure: object | null = null,
  headers?: Readonly<Record<string, string>>,
  message = `status ${httpStatus}`,
): Response {
  const error = { message, code: -32000, data: { code: 'ERROR', httpStatus, failure } };
  return Response.json({ error }, { status: httpStatus, ...(headers && { headers }) });
}
