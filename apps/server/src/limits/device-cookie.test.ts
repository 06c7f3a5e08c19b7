import { DAY_MS } from '@burgee/contracts';
import { createSecretKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { createCookies } from '../sign-in/cookies.ts';
import { createDeviceCookies } from './device-cookie.ts';

/** A request with these cookies. */
const from = (cookie?: string) => ({ method: 'POST', protocol: 'http', headers: { cookie } });

function open(secret = 'one', origin = 'http://localhost:4000') {
  const time = { now: new Date('2027-01-01T00:00:00Z') };
  const key = createSecretKey(Buffer.from(secret.padEnd(32)));
  const cookies = createCookies({ instanceId: 'i1', place: { origin, base: '' } });
  const devices = createDeviceCookies({ key, cookies, now: () => time.now });
  return {
    time,
    cookieFor: (device: string, account: string) => devices.cookieFor(from(), device, account),
    deviceOf: (cookie: string | undefined, account: string) => devices.deviceOf(from(cookie), account),
  };
}
const sent = (line: string) => `other=1; ${line.split(';', 1)[0]}; last=2`;

it('A13 a device cookie proves the device for its account only', () => {
  const { cookieFor, deviceOf } = open();
  const cookie = sent(cookieFor('phone', 'ann@example.org'));
  expect(deviceOf(cookie, 'ann@example.org')).toBe('phone');
  expect(deviceOf(cookie, 'bob@example.org')).toBeUndefined();
  expect(cookie).not.toContain('ann');
});

it('a device cookie is invalid if it is forged, signed by another server, or changed', () => {
  const { cookieFor, deviceOf } = open();
  const cookie = sent(cookieFor('phone', 'ann'));
  const [, device = '', endsAt = '', signature = ''] = /burgee-i1-device=([^.]+)\.([^.]+)\.([^;]+)/.exec(cookie) ?? [];
  const made = [
    [device, Number(endsAt) + 1, signature],
    ['laptop', endsAt, signature],
    [device, endsAt, ''],
    [device, endsAt, 'AAAA'],
    [device, 'x', signature],
    [device],
    [],
  ].map((parts) => `burgee-i1-device=${parts.join('.')}`);
  for (const wrong of [...made, sent(open('two').cookieFor('phone', 'ann')), '', undefined]) {
    expect(deviceOf(wrong, 'ann')).toBeUndefined();
  }
});

it('a device cookie expires after 90 days', () => {
  const { cookieFor, deviceOf, time } = open();
  const cookie = sent(cookieFor('phone', 'ann'));
  time.now = new Date(time.now.getTime() + 90 * DAY_MS - 1_000);
  expect(deviceOf(cookie, 'ann')).toBe('phone');
  time.now = new Date(time.now.getTime() + 1_000);
  expect(deviceOf(cookie, 'ann')).toBeUndefined();
});

it('a device cookie is hidden from scripts and other sites, and over HTTPS bound to its host', () => {
  const attributes = (line: string) => line.replace(/=[^;]*/, '');
  expect(attributes(open().cookieFor('phone', 'ann'))).toBe(
    'burgee-i1-device; Max-Age=7776000; Path=/; HttpOnly; SameSite=Strict',
  );
  expect(attributes(open('one', 'https://flags.example.com').cookieFor('phone', 'ann'))).toBe(
    '__Host-burgee-i1-device; Max-Age=7776000; Path=/; HttpOnly; SameSite=Strict; Secure',
  );
});
