/** The responses of a Burgee server to the requests of flag clients, for their tests. */

/** The answer of a flag with this value. */
export function answerOf<T>(value: T) {
  const variant = typeof value === 'boolean' ? (value ? 'on' : 'off') : 'some';
  return { value, variant, enabled: value !== false, reason: 'STATIC' } as const;
}
export const answerOn = answerOf(true);
export const answerOff = { ...answerOf(false), reason: 'DISABLED' } as const;

export function resultOf(data: unknown): Response {
  return data === undefined ? new Response(null, { status: 204 }) : Response.json(data);
}

/** A refusal as RFC 9457 problem details. */
export function errorOf(
  status: number,
  failure: { readonly code?: string; readonly details?: unknown } | null = null,
  headers?: Readonly<Record<string, string>>,
  title = `status ${status}`,
): Response {
  return Response.json({ title, status, ...failure }, { status, ...(headers && { headers }) });
}
