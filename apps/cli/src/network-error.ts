import { Complaint, STATUS } from './world.ts';

/** The server did not answer, or something else did. @param cause has the reason. */
export function unreachable(url: string, cause: unknown, fix?: string): Complaint {
  const problem = `The server at ${url} did not respond like Burgee (${networkErrorReason(cause)}).`;
  return new Complaint(`${problem} Start it, or name another one with --url.`, STATUS.unreachable, fix);
}

/** The cause of `fetch failed` has the reason. */
export function networkErrorReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = (error.cause ?? {}) as { code?: string };
  return code ?? error.message.split('\n', 1).join();
}
