import type { MikroORM } from '@mikro-orm/core';
import { parseInstant } from './instants.ts';

/**
 * MikroORM writes values into the SQL itself, and quotes a text character by character: one of 8 MB, such as the audit
 * entry of a list of users, leaves hundreds of megabytes for the garbage collector, which stops the process for seconds. A time that JavaScript has not would make its row look changed, and
 * every write of an entity beside it fail.
 */
export function withQuickLiterals<O extends Pick<MikroORM, 'em'>>(orm: O): O {
  const platform = orm.em.getPlatform();
  const parse = platform.parseDate.bind(platform);
  const parseDate = (text: string) => parseInstant(text, parse);
  Object.assign(platform, { escapeLiteral: quoteLiteral, parseDate });
  return orm;
}

/** As PostgreSQL reads it: quotes are doubled, and so are backslashes, in a literal that says so. Source: libpq. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll(`'`, `''`)}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
