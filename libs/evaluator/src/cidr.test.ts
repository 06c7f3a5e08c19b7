import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, parseRange } from './cidr.ts';

function isInside(address: string, range: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && (parseRange(range)?.(parsed) ?? false);
}

describe('ranges of addresses', () => {
  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.0.0.0', '10.0.0.0/8', false],
    ['192.168.1.255', '192.168.1.0/24', true],
    ['192.168.2.0', '192.168.1.0/24', false],
    ['192.168.1.77', '192.168.1.200/24', true],
    ['1.2.3.4', '1.2.3.4', true],
    ['1.2.3.5', '1.2.3.4', false],
    ['1.2.3.4', '1.2.3.4/32', true],
    ['255.255.255.255', '0.0.0.0/0', true],
    ['128.0.0.1', '128.0.0.0/1', true],
    ['127.0.0.1', '128.0.0.0/1', false],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::1', '::/0', true],
    ['fe80::1', 'fe80::/10', true],
    ['fec0::1', 'fe80::/10', false],
    ['::ffff:10.0.0.1', '::ffff:a00:0/104', true],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', true],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304', true],
  ])('%s inside %s: %s', (address, range, expected) => {
    expect(isInside(address, range)).toBe(expected);
  });

  it.each([
    ['::ffff:127.0.0.1', '127.0.0.0/8', true],
    ['::FFFF:7f00:1', '127.0.0.0/8', true],
    ['0:0:0:0:0:ffff:10.0.0.1', '10.0.0.1', true],
    ['::ffff:11.0.0.1', '10.0.0.0/8', false],
    ['10.0.0.1', '::ffff:10.0.0.0/104', true],
    ['11.0.0.1', '::ffff:10.0.0.0/104', false],
    ['10.0.0.1', '::ffff:10.0.0.1', true],
    ['255.1.2.3', '::ffff:0:0/96', true],
    ['fe80::1%eth0', 'fe80::/10', true],
    ['fe80::1%eth0', 'fe80::1', true],
    ['fe80::1', 'fe80::%25eth0/64', true],
    ['::ffff:10.0.0.1%lo', '10.0.0.0/8', true],
  ])('%s, mapped or with a zone, inside %s: %s', (address, range, expected) => {
    expect(isInside(address, range)).toBe(expected);
  });

  it('contain an IPv4 address if and only if they contain its mapped form, and so do mapped ranges', () => {
    const address = fc.ipV4();
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 32 }), (one, network, prefix) => {
        const expected = isInside(one, `${network}/${prefix}`);
        expect(isInside(`::ffff:${one}`, `${network}/${prefix}`)).toBe(expected);
        expect(isInside(one, `::ffff:${network}/${96 + prefix}`)).toBe(expected);
        expect(isInside(`::ffff:${one}%eth0`, `::ffff:${network}/${96 + prefix}`)).toBe(expected);
      }),
    );
  });

  it('of one family never contain an address of the other', () => {
    expect(isInside('10.0.0.1', '::/0')).toBe(false);
    expect(isInside('::ffff:10.0.0.1', '::/0')).toBe(false);
    expect(isInside('10.0.0.1', '::ffff:0:0/95')).toBe(false);
    expect(isInside('::a00:1', '10.0.0.0/8')).toBe(false);
  });

  it('contain exactly the addresses that share their prefix', () => {
    const bits = fc.integer({ min: 0, max: 0xffffffff });
    const text = (bits: number) => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
    fc.assert(
      fc.property(bits, bits, fc.integer({ min: 0, max: 32 }), (network, other, prefix) => {
        const first = (bits: number) => bits.toString(2).padStart(32, '0').slice(0, prefix);
        expect(isInside(text(other), `${text(network)}/${prefix}`)).toBe(first(network) === first(other));
      }),
    );
  });
});

describe('invalid addresses', () => {
  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.',
    '1.2.3.-4',
    '1.2.3.4 ',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1.2.3',
    '::1.2.3.4.5',
    '1.2.3.4::',
    '::1.2.3.4:5',
    'fe80::1%',
    'fe80::1%eth0%1',
    '10.0.0.1%eth0',
    '%eth0',
    '1:2:3:4:5:6:7:1.2.3.4',
  ])('such as %j are not inside any range', (text) => {
    expect(parseAddress(text)).toBeUndefined();
    expect(parseRange(text)).toBeUndefined();
  });
});

describe('invalid ranges', () => {
  it.each([
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/a',
    '/8',
    '10.0.0.0/1.5',
  ])('such as %j are rejected', (text) => expect(parseRange(text)).toBeUndefined());
});
