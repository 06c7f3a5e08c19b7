import type { Formula } from './formula.ts';
import { Unmappable } from './unmappable.ts';
import type { UnleashConstraint } from './wire.ts';

/** The range of all IPv4-mapped addresses. They count as IPv4 here; in Unleash, the families never match each other. */
const MAPPED = { prefix: '::ffff:', bits: 96 };
const EVERY_MAPPED = `${MAPPED.prefix}0:0/${MAPPED.bits}`;
const MAY_BE_MAPPED = /^[0:]*:ffff:/i;

/** A formula for an address inside any of the ranges. @throws Unmappable for a range of IPv4-mapped addresses. */
export function inRanges(contextName: string, ranges: readonly string[]): Formula {
  const inside = (values: readonly string[]): UnleashConstraint => ({ contextName, operator: 'IN_CIDR', values });
  const ipv4 = ranges.filter((range) => !range.includes(':'));
  const ipv6 = ranges.filter((range) => range.includes(':'));
  const unclear = ipv6.find((range) => MAY_BE_MAPPED.test(range));
  if (unclear !== undefined) {
    throw new Unmappable(`The range ${unclear} may be of IPv4 addresses. Write it as a range of IPv4.`);
  }
  const families: Formula[] = [];
  if (ipv4.length > 0) families.push(inside([...ipv4, ...ipv4.map(mapped)]));
  if (ipv6.length > 0) families.push({ all: [inside(ipv6), { not: inside([EVERY_MAPPED]) }] });
  // Unleash reads a range in the context as its address.
  const slash: UnleashConstraint = { contextName, operator: 'STR_CONTAINS', values: ['/'] };
  return { all: [{ any: families }, { not: slash }] };
}

function mapped(range: string): string {
  const [address, prefix = '32'] = range.split('/') as [string, string?];
  return `${MAPPED.prefix}${address}/${MAPPED.bits + Number(prefix)}`;
}
