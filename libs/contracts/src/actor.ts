/**
 * Unique ids for the authors of changes: two keys may share a name, and a token may claim any name. People and keys are
 * identified by their ids, tokens by their issuer and subject. The server's own components are bare words such as `system`,
 * `janitor` and `anonymous`, which no outside caller can have. Entries written before ids existed keep their names.
 */

export function actorOfPerson(id: string): string {
  return `person:${id}`;
}

export function actorOfKey(id: string): string {
  return `key:${id}`;
}

/** The bearer of a token that this server issued. */
export function actorOfToken(subject: string): string {
  return `token:${subject}`;
}

/** The bearer of a token from another issuer. The issuer is encoded so that it contains no colon. */
export function actorOfIssuer(issuer: string, subject: string): string {
  return `jwt:${encodeURIComponent(issuer)}:${subject}`;
}

/** The id of the person behind an actor; `undefined` for keys, tokens and the server itself. */
export function personInActor(actor: string): string | undefined {
  return /^person:(.+)$/s.exec(actor)?.[1];
}

/** Whether an actor's name is stored in the database, because it can change. */
export function hasStoredName(actor: string): boolean {
  return /^(person|key):/.test(actor);
}

/** The name within an actor: the subject of a token, otherwise the whole text. */
export function nameInActor(actor: string): string {
  return /^(?:token|jwt:[^:]*):(.+)$/s.exec(actor)?.[1] ?? actor;
}
