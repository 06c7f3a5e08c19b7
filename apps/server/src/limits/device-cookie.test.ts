import { createSecretKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { createDeviceCookies } from './device-cookie.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function open(secret = 'one', NODE_ENV: 'production' | 'test' = 'test') {
  const time = { now: new Date('2027-01-01T00:00:00Z') };
  const key = createSecretKey(Buffer.from(secret.padEnd(32)));
  const cookies = createDeviceCookies({ key, settings: { NODE_ENV }, now: () => time.now });
  return { ...cookies, time };
}
const sent = (line: string) => `other=1; ${line.split(';', 1)[0]}; last=2`;

it('A13 shows the device to its account, and to no other', () => {
  const { cookieFor, deviceOf } = open();
  const cookie = sent(cookieFor('phone', 'ann@example.org'));
  expect(deviceOf(cookie, 'ann@example.org')).toBe('phone');
  expect(deviceOf(cookie, 'bob@example.org')).toBeUndefined();
  expect(cookie).not.toContain('ann');
});

it('is worth nothing when it is made up, signed by another server, or changed', () => {
  const { cookieFor, deviceOf } = open();
  const cookie = sent(cookieFor('phone', 'ann'));
  const [, device = '', endsAt = '', signature = ''] = /burgee-device=([^.]+)\.([^.]+)\.([^;]+)/.exec(cookie) ?? [];
  const made = [
    [device, Number(endsAt) + 1, signature],
    ['laptop', endsAt, signature],
    [device, endsAt, ''],
    [device, endsAt, 'AAAA'],
    [device, 'x', signature],
    [device],
    [],
  ].map((parts) => `burgee-device=${parts.join('.')}`);
  for (const wrong of [...made, sent(open('two').cookieFor('phone', 'ann')), '', undefined]) {
    expect(deviceOf(wrong, 'ann')).toBeUndefined();
  }
});

it('ends after 90 days', () => {
  const { cookieFor, deviceOf, time } = open();
  const cookie = sent(cookieFor('phone', 'ann'));
  time.now = new Date(time.now.getTime() + 90 * DAY_MS - 1_000);
  expect(deviceOf(cookie, 'ann')).toBe('phone');
  time.now = new Date(time.now.getTime() + 1_000);
  expect(deviceOf(cookie, 'ann')).toBeUndefined();
});

it('is out of reach of scripts and other sites; in production of other hosts, too', () => {
  const attributes = (line: string) => line.replace(/=[^;]*/, '');
  expect(attributes(open().cookieFor('phone', 'ann'))).toBe(
    'burgee-device; Max-Age=7776000; Path=/; HttpOnly; SameSite=Strict',
  );
  expect(attributes(open('one', 'production').cookieFor('phone', 'ann'))).toBe(
    '__Host-burgee-device; Max-Age=7776000; Path=/; HttpOnly; SameSite=Strict; Secure',
  );
});
