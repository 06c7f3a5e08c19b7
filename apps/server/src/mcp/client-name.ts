/** Long enough for names of programs, and short enough for a line of the audit trail. */
const MAX_LENGTH = 100;

/** A program as it names itself. */
export type ClientInfo = { readonly name?: unknown; readonly version?: unknown };

/** The places in which a request may name the program that sends it. */
export type ClientSources = {
  /** Sent with each request by clients of the protocol of 2026. */
  readonly info: ClientInfo | undefined;
  /** Earlier clients name themselves when they connect, and repeat the id of the session that they got then. */
  readonly sessionId: string | undefined;
  readonly userAgent: string | undefined;
};

/** The name and version that a program reports. Anyone can report anything: it describes the caller and proves nothing. */
export function clientName({ info, sessionId, userAgent }: ClientSources): string {
  return formatInfo(info) || nameInSession(sessionId) || safeText(userAgent ?? '') || 'unknown';
}

/** A session id that contains the name, so that servers need not remember it; `undefined` for a program without a name. */
export function sessionIdOf(info: ClientInfo | undefined): string | undefined {
  const name = formatInfo(info);
  return name === '' ? undefined : Buffer.from(name).toString('base64url');
}

function nameInSession(sessionId = ''): string {
  return safeText(Buffer.from(sessionId, 'base64url').toString());
}

function formatInfo(info: ClientInfo | undefined): string {
  const parts = [info?.name, info?.version].filter((part) => typeof part === 'string');
  return safeText(parts.join('/'));
}

/** One line without invisible characters, cut between two characters. */
function safeText(text: string): string {
  const line = text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return [...line].slice(0, MAX_LENGTH).join('');
}
