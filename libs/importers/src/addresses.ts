import type { Condition } from '@burgee/contracts';
import { findConditionProblems } from '@burgee/evaluator';
import { anyOf } from './conditions.ts';
import type { Reading } from './readings.ts';

/** Leading zeros of an IPv4 address or a prefix length are octal, decimal or invalid, depending on the SDK. */
const LEADING_ZEROS = /(^|[.:/])0+(?=\d+(\.|\/|$))/g;

/** Reads an address or a range. Zone ids (`%eth0`) and leading zeros are ambiguous: only some SDKs read them. */
export function readRange(text: string): Reading<string> {
  if (text.includes('%')) return isRange(text.replace(/%[^/]*/, '')) ? 'ambiguous' : 'unreadable';
  if (isRange(text)) return { value: text };
  return isRange(text.replace(LEADING_ZEROS, '$1')) ? 'ambiguous' : 'unreadable';
}

function isRange(text: string): boolean {
  return findConditionProblems({ attribute: 'address', operator: 'inCidr', values: [text] }, []).length === 0;
}

function isIpv6(range: string): boolean {
  return range.includes(':');
}

/**
 * A condition for an attribute inside any of the ranges. Here, an IPv4-mapped IPv6 address counts as an IPv4 address and a
 * zone id is dropped; in Unleash, the families never match each other and a zone id makes an address invalid. The text of
 * an address determines its family.
 */
export function inRanges(attribute: string, ranges: readonly string[]): Condition {
  const ipv4 = ranges.filter((range) => !isIpv6(range));
  const ipv6 = ranges.filter(isIpv6).flatMap((range) => [range, ...mappedIpv4Ranges(range)]);
  const withZone: Condition = { attribute, operator: 'contains', values: ['%'] };
  const withColon: Condition = { attribute, operator: 'contains', values: [':'] };
  const families: Condition[] = [];
  if (ipv4.length > 0) {
    families.push({ all: [{ attribute, operator: 'inCidr', values: ipv4 }, { not: anyOf([withColon, withZone]) }] });
  }
  if (ipv6.length > 0) {
    families.push({ all: [{ attribute, operator: 'inCidr', values: ipv6 }, withColon, { not: withZone }] });
  }
  return anyOf(families);
}

/** `::ffff:0:0/96`, the range of all IPv4-mapped addresses. */
const MAPPED = 0xffffn;
const MAPPED_PREFIX = 96;

/** The IPv4-mapped addresses in an IPv6 range, as the IPv4 range that matches them here. */
function mappedIpv4Ranges(range: string): string[] {
  const [address, prefixText = '128'] = range.split('/') as [string, string?];
  const prefix = Number(prefixText);
  const bits = ipv6Bits(address);
  if (prefix <= MAPPED_PREFIX) {
    const isCovered = (bits ^ (MAPPED << 32n)) >> BigInt(128 - prefix) === 0n;
    return isCovered ? ['0.0.0.0/0'] : [];
  }
  if (bits >> 32n !== MAPPED) return [];
  const bytes = [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn);
  return [`${bytes.join('.')}/${prefix - MAPPED_PREFIX}`];
}

/** The bits of a valid address. */
function ipv6Bits(address: string): bigint {
  const halves = address.split('::').map((half) => half.split(':').flatMap(parseGroup));
  const [head, tail] = halves as [bigint[], bigint[]?];
  const zeros = tail ? Array<bigint>(8 - head.length - tail.length).fill(0n) : [];
  return [...head, ...zeros, ...(tail ?? [])].reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** Parses a hexadecimal group, or an IPv4 address that replaces the last two groups. */
function parseGroup(text: string): bigint[] {
  if (text === '') return [];
  if (!text.includes('.')) return [BigInt(`0x${text}`)];
  const [a, b, c, d] = text.split('.').map(BigInt) as [bigint, bigint, bigint, bigint];
  return [(a << 8n) | b, (c << 8n) | d];
}
