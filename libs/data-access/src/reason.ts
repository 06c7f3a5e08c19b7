/** Longer reasons are cut: a log line is read by people. */
const MAX_LENGTH = 300;

/**
 * The reason of a failure to use the database, as a log may have it: the text of PostgreSQL, the driver or the operating
 * system, with its code. No statement and no value is in it: messages of the codes that count as unavailable have none.
 *
 * @param failure an error, or a reason that is known already.
 */
export function reasonOf(failure: unknown): string {
  const [text = ''] = describe(failure).split('\n');
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

function describe(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  // One for each address of a host name, or for each way to connect.
  if (failure instanceof AggregateError) return [...new Set(failure.errors.map(describe))].join('; ');
  const { code, cause, message } = failure as { code?: unknown } & Error;
  // A connection that broke for a reason of its own has that as its message, under a code of ours.
  if (code === 'EBROKEN' && cause instanceof Error) return describe(cause);
  return typeof code !== 'string' || message.includes(code) ? message : `${message} (${code})`;
}
