/**
 * An IPv4 or IPv6 address. The two families never match each other. An IPv4-mapped IPv6 address, which Node reports for an
 * IPv4 client, counts as the IPv4 address.
 */
type Address = { family: 4 | 6; bits: bigint };
const WIDTH = { 4: 32, 6: 128 } as const;

/** The first 96 bits of every IPv4-mapped address, `::ffff:0:0/96` (RFC 4291, 2.5.5.2). */
const MAPPED = 0xffffn;
const MAPPED_BITS = 96;

/** Whether an address is inside the range. */
export type AddressRange = (address: Address) => boolean;

/** Parses a range or a single address, which is a range of one; `undefined` if the text is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const [addressText, prefixText, ...rest] = text.split('/') as [string, ...string[]];
  const written = parseWritten(addressText);
  if (!written || rest.length > 0) return undefined;
  const width = WIDTH[written.family];
  if (prefixText !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefixText)) return undefined;
  const prefix = prefixText === undefined ? width : Number(prefixText);
  if (prefix > width) return undefined;
  // A shorter prefix covers more than the mapped addresses, so it is a range of IPv6.
  const { family, bits } = prefix < MAPPED_BITS ? written : withoutMapping(written);
  const shift = BigInt(width - prefix);
  const network = bits >> shift;
  return (address) => address.family === family && address.bits >> shift === network;
}

export function parseAddress(text: string): Address | undefined {
  const written = parseWritten(text);
  return written && withoutMapping(written);
}

function withoutMapping(address: Address): Address {
  const isMapped = address.family === 6 && address.bits >> 32n === MAPPED;
  return isMapped ? { family: 4, bits: address.bits & 0xffff_ffffn } : address;
}

/** Parses an address without unmapping it. A zone, as in `fe80::1%eth0`, is dropped: it names an interface of one machine. */
function parseWritten(text: string): Address | undefined {
  if (!text.includes(':')) return parseIpv4(text);
  const [address, zone, ...rest] = text.split('%') as [string, ...string[]];
  return zone === '' || rest.length > 0 ? undefined : parseIpv6(address);
}

function parseIpv4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return { family: 4, bits };
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  // `::` stands for at least one group of zeros.
  if (tail ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
  return { family: 6, bits: groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n) };
}

/** Parses groups such as `1:2:3`. At the end of the address, the last one may be an IPv4 address, which is two groups. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const embedded = isEnd && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (embedded) groups.push(Number(embedded.bits >> 16n), Number(embedded.bits & 0xffffn));
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
