import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf, parseAddress } from './address.ts';

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['192.0.2.1:50412', '192.0.2.1'],
    ['"192.0.2.1:50412"', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['2001:DB8:0001:2::6', '2001:db8:1:2::6'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['"[2001:db8::1]:50412"', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
  ])('is parsed from %s', (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });

  it.each([
    '',
    'unknown',
    '_hidden',
    '300.1.2.3',
    '192.0.2',
    '1.2.3.4:5:6',
    '[192.0.2.1',
    '2001:db8::1::2',
    '192.0.2.1/24',
  ])('is not found in "%s"', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('is the same with any port, in brackets and in quotes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(65_535), (text, port) => {
        const address = parseAddress(text);
        expect(address).toBeDefined();
        const withPort = text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
        for (const written of [withPort, `"${withPort}"`, ` ${text}`]) expect(parseAddress(written)).toBe(address);
        expect(parseAddress(String(address))).toBe(address);
      }),
    );
  });
});

describe('a network', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['fe80::1', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['', ''],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
