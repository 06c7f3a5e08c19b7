import type { MikroORM } from '@mikro-orm/core';
import { parseInstant } from './instants.ts';

/**
 * Replaces two methods of MikroORM's platform.
 *
 * - MikroORM writes values into the SQL itself, and quotes text character by character. With 8 MB of text, such as the audit
 *   entry of a list of users, this leaves hundreds of megabytes of garbage, whose collection blocks the process for seconds.
 * - A time that JavaScript cannot represent would make its row look changed, and every write together with it fail.
 */
export function withQuickLiterals<O extends Pick<MikroORM, 'em'>>(orm: O): O {
  const platform = orm.em.getPlatform();
  const parse = platform.parseDate.bind(platform);
  const parseDate = (text: string) => parseInstant(text, parse);
  Object.assign(platform, { escapeLiteral: quoteLiteral, parseDate });
  return orm;
}

/** Doubles quotes, and backslashes too, for which the literal needs the prefix `E`. Source: `PQescapeLiteral` of libpq. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll(`'`, `''`)}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
