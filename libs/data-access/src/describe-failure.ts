/** Longer reasons are truncated, since people read the log. */
const MAX_LENGTH = 300;

/**
 * Returns the reason of a failure to use the database, for the log: the message of PostgreSQL, the driver or the operating
 * system, with its code. It contains no statement and no value, because messages of unavailability have none.
 *
 * @param failure an error, or a known reason.
 */
export function describeFailure(failure: unknown): string {
  const [text = ''] = describeWhole(failure).split('\n');
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

function describeWhole(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  // It has one error for each address of a host name, or for each way to connect.
  if (failure instanceof AggregateError) return [...new Set(failure.errors.map(describeWhole))].join('; ');
  const { code, cause, message } = failure as { code?: unknown } & Error;
  // `BrokenConnection` adds a code of ours; its cause has the original message and code.
  if (code === 'EBROKEN' && cause instanceof Error) return describeWhole(cause);
  return typeof code !== 'string' || message.includes(code) ? message : `${message} (${code})`;
}
