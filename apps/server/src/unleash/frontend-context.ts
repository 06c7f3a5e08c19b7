import { isPlainObject } from '@burgee/contracts';
import { z } from 'zod';
import { parseAddress } from '../address.ts';

/** A context of an Unleash frontend SDK. Names that Unleash does not know are properties. */
type FrontendContext = Readonly<Record<string, unknown>> & { readonly properties: Readonly<Record<string, unknown>> };

const FIELDS = ['appName', 'environment', 'userId', 'sessionId', 'remoteAddress', 'currentTime'];
const MAX_NAMES = 200;

const Properties = z
  .record(z.string(), z.unknown())
  .refine((properties) => Object.keys(properties).length <= MAX_NAMES, `must have at most ${MAX_NAMES} names`);

/** Parameters such as `properties[plan]=pro`. */
export const FrontendQuery = Properties.transform((query) => {
  const properties = new Map<string, unknown>();
  const others = new Map<string, unknown>();
  for (const [name, value] of Object.entries(query)) {
    const [, property] = /^properties\[(.+)\]$/.exec(name) ?? [];
    if (property === undefined) others.set(name, value);
    else properties.set(property, value);
  }
  return { ...Object.fromEntries(others), properties: Object.fromEntries(properties) };
});

export const FrontendBody = z.looseObject({ context: Properties.default({}) }).transform(({ context }) => context);

/** @param address of the client, unless the context has one. */
export function contextOf(given: Readonly<Record<string, unknown>>, address: string | undefined): FrontendContext {
  const { properties, ...rest } = given;
  const known = Object.entries(rest).filter(([name]) => FIELDS.includes(name));
  const unknown = Object.entries(rest).filter(([name]) => !FIELDS.includes(name));
  const own = isPlainObject(properties) ? Object.entries(properties) : [];
  const remoteAddress = address === undefined ? undefined : parseAddress(address);
  return {
    ...(remoteAddress !== undefined && { remoteAddress }),
    ...Object.fromEntries(known.filter(([, value]) => value !== '' && value !== null)),
    properties: Object.fromEntries([...unknown, ...own]),
  };
}
