/**
 * Who did something, as an id that no one else can have: two keys may share a name, and a token may claim any. People and
 * keys are known by their ids, tokens by their issuer and subject. The server's own parts are bare words such as
 * `system`, `janitor` and `anonymous`, which nothing from outside can be. Entries from before ids were written keep the
 * names they have.
 */

export function actorOfPerson(id: string): string {
  return `person:${id}`;
}

export function actorOfKey(id: string): string {
  return `key:${id}`;
}

/** The bearer of a token that this server has made. */
export function actorOfToken(subject: string): string {
  return `token:${subject}`;
}

/** The bearer of a token of somebody else's. The issuer is encoded, so that it has no colon. */
export function actorOfIssuer(issuer: string, subject: string): string {
  return `jwt:${encodeURIComponent(issuer)}:${subject}`;
}

/** Whether the name of an actor is in the database, because it may change. */
export function hasStoredName(actor: string): boolean {
  return /^(person|key):/.test(actor);
}

/** The name that an actor itself has: the subject of a token, otherwise the whole. */
export function nameInActor(actor: string): string {
  return /^(?:token|jwt:[^:]*):(.+)$/s.exec(actor)?.[1] ?? actor;
}
