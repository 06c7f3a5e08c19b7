import React from 'react';

/** A flag server, such as that of `createFlagServer` of `@burgee/node`. */
export type FlagSource<Context, Flags> = {
  for(context: Context): Promise<Flags>;
};

type Held = { flags?: Promise<unknown> };

/** React 18 has it only for server components. */
const { cache = <T>(load: T): T => load } = React as Partial<Pick<typeof React, 'cache'>>;

/** React forgets the results at the end of the request. */
const hold = cache((_server: object, _context: string): Held => ({}));

/**
 * The flags of a context in a server component. Components of one request that ask for the same context share the result, so
 * that all of them see the same flags. Outside of React's rendering, such as in a route handler, nothing is shared.
 *
 *     const flags = await getFlags(burgee, { userId: (await cookies()).get('userId')?.value });
 *     return <FlagProvider url={url} context={context} bootstrap={flags.bootstrap()}>{children}</FlagProvider>;
 */
export function getFlags<Context extends object, Flags>(
  server: FlagSource<Context, Flags>,
  context: NoInfer<Context>,
): Promise<Flags> {
  const json = toJson(context);
  if (json === undefined) return server.for(context);
  const held = hold(server, json);
  return (held.flags ??= server.for(context)) as Promise<Flags>;
}

/** `undefined` for a context that JSON cannot represent, and that the server therefore reports. */
function toJson(context: unknown): string | undefined {
  try {
    return JSON.stringify(context, rejectNonJson);
  } catch {
    return undefined;
  }
}

/** Otherwise a `Map` would have the flags of a context without attributes. */
function rejectNonJson(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || !value || Array.isArray(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Those of classes have a prototype themselves, and those of plain objects of any realm do not.
  if (!prototype || !Object.getPrototypeOf(prototype)) return value;
  throw new TypeError(name);
}
