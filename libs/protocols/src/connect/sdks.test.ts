import { describe, expect, it } from 'vitest';
import { SDKS } from './sdks.ts';

const place = {
  url: 'https://flags.example.com',
  key: 'srv_1234',
  flagKey: 'new-checkout',
  flagd: { port: 9015, tls: true },
};

describe.each(SDKS)('15.7 the lines for $label', (sdk) => {
  it('name the server, the key and the flag', () => {
    const code = sdk.code(place);
    expect(code).toContain('flags.example.com');
    expect(code).toContain(place.key);
    expect(code).toContain(place.flagKey);
  });

  it('keep the syntax with any key', () => {
    expect(sdk.code({ ...place, key: 'a"b' })).toContain(sdk.language === 'sh' ? 'a"b' : String.raw`a\"b`);
  });
});

it('15.7 every SDK has its own id', () => {
  expect(new Set(SDKS.map(({ id }) => id)).size).toBe(SDKS.length);
});

it.each(SDKS.filter(({ protocol }) => protocol === 'flagd'))(
  '15.7 $label connects to the port of flagd',
  ({ code }) => {
    expect(code(place)).toContain('9015');
    expect(code({ ...place, flagd: null })).toContain('8015');
    expect(code({ ...place, flagd: { port: 9015, tls: false } })).not.toMatch(/tls\S*true|WithTLS/i);
  },
);
