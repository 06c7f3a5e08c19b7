import { certificatePaths } from '@burgee/testing';
import { expect, it } from 'vitest';
import { findSslProblems } from './ssl-parameters.ts';

const { root, clientCert: sslcert, clientKey: sslkey } = certificatePaths();
const problemsOf = (parameters: Record<string, string>) => findSslProblems(new URLSearchParams(parameters));

it.each<Record<string, string>>([
  {},
  ...['disable', 'allow', 'prefer', 'require', 'verify-full', 'no-verify'].map((sslmode) => ({ sslmode })),
  { sslmode: 'verify-ca', sslrootcert: root },
  { sslmode: 'verify-full', sslrootcert: 'system' },
  { sslrootcert: 'system' },
  { sslmode: 'require', sslcert, sslkey },
  { sslmode: 'require', sslnegotiation: 'direct' },
])('10.14 accepts %j', (parameters) => {
  expect(problemsOf(parameters)).toEqual([]);
});

it.each<[Record<string, string>, RegExp]>([
  [{ sslmode: 'on' }, /^sslmode is "on"; use one of disable, allow, prefer, require, verify-ca, verify-full/],
  [{ sslmode: 'verify-ca' }, /^sslmode=verify-ca needs sslrootcert/],
  [{ sslmode: 'require', sslrootcert: 'system' }, /^sslrootcert=system needs sslmode=verify-full/],
  [{ sslmode: 'require', sslcert }, /^sslcert and sslkey must be set together/],
  [{ sslmode: 'require', sslkey }, /^sslcert and sslkey must be set together/],
  [{ sslmode: 'prefer', sslnegotiation: 'direct' }, /^sslnegotiation=direct needs an sslmode that always encrypts/],
  [{ sslmode: 'require', sslrootcert: '/nowhere.pem' }, /^sslrootcert cannot be read: ENOENT/],
])('10.14 refuses %j', (parameters, problem) => {
  expect(problemsOf(parameters)).toEqual([expect.stringMatching(problem)]);
});
