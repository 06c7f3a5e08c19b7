import { describe, expect, it } from 'vitest';
import { aConstrainedFeature, isOn, type Json, problemsOf } from './test-features.ts';

function holds(constraint: Json, field: string): boolean {
  return isOn(aConstrainedFeature(constraint), { properties: { field } });
}

describe('B.8 a constraint on addresses', () => {
  it('supports addresses and ranges of both families, which never match each other', () => {
    const constraint = { operator: 'IN_CIDR', values: ['10.0.0.0/8', 'nowhere', '2001:db8::/32', '192.168.0.1'] };
    for (const address of ['10.255.0.1', '2001:db8:ffff::1', '192.168.0.1'])
      expect(holds(constraint, address)).toBe(true);
    for (const address of ['11.0.0.1', '::ffff:10.0.0.1', '192.168.0.2', '2001:db8::1%eth0', 'nowhere'])
      expect(holds(constraint, address)).toBe(false);
  });

  it.each([
    ['::ffff:10.0.0.0/104', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '::ffff:11.1.2.3', false],
    ['::ffff:10.0.0.0/104', '10.1.2.3', false],
    ['::ffff:a00:1', '::ffff:10.0.0.1', true],
    ['::ffff:a00:1', '10.0.0.1', false],
    ['::/0', '::ffff:10.0.0.1', true],
    ['::/0', '10.0.0.1', false],
    ['::/96', '::ffff:10.0.0.1', false],
    ['::fffe:0:0/95', '::ffff:10.0.0.1', true],
    ['1:2:3:4:5:6:7:8/127', '1:2:3:4:5:6:7:9', true],
  ])('reads IPv4-mapped addresses as IPv6: %s contains %s: %s', (range, address, expected) => {
    expect(holds({ operator: 'IN_CIDR', values: [range] }, address)).toBe(expected);
  });

  it.each(['10.0.0.0/08', '010.0.0.0/8', 'fe80::1%eth0'])(
    'is a problem with the range %s, which only some SDKs read',
    (range) => {
      expect(problemsOf([aConstrainedFeature({ operator: 'IN_CIDR', values: [range] })])).toEqual([
        'feature: constraint IN_CIDR on "field"',
      ]);
    },
  );

  it('matches nothing with a range that no SDK reads', () => {
    expect(holds({ operator: 'IN_CIDR', values: ['100%', 'x%y'] }, '100%')).toBe(false);
  });
});
