import { describe, expect, it } from 'vitest';
import { costsOf } from './costs.ts';

describe('F1.10 a request counts as', () => {
  it.each([
    ['GET', '/api/config/flags', 'evaluations', 1],
    ['POST', '/api/config/flags', 'evaluations', 1],
    ['POST', '/api/config/evaluate', 'evaluations', 1],
    ['POST', '/ofrep/v1/evaluate/flags', 'evaluations', 1],
    ['GET', '/api/admin/flags', 'evaluations', 1],
    ['POST', '/api/config/session-overrides', 'writes', 10],
    ['DELETE', '/api/config/session-overrides', 'writes', 1],
    ['POST', '/api/config/session-overrides/list', 'evaluations', 1],
    ['POST', '/api/config/session-overrides/clear', 'writes', 1],
    ['POST', '/trpc/overrides.setSession', 'writes', 10],
    ['DELETE', '/api/admin/flags/a', 'writes', 1],
    ['POST', '/trpc/evaluation.evaluateAll', 'evaluations', 1],
    ['POST', '/trpc/flags.list', 'evaluations', 1],
    ['POST', '/trpc/flags.update', 'writes', 1],
    ['GET', '/trpc/evaluation.changes', 'streams', 1],
    ['GET', '/api/config/stream', 'streams', 1],
    ['HEAD', '/api/config/stream', 'streams', 1],
    ['POST', '/api/config/stream', 'writes', 1],
    ['POST', '/trpc/flags.update,flags.update,flags%2Eupdate', 'writes', 3],
    ['POST', '/trpc/flags.update%2Cflags.update', 'writes', 2],
    ['POST', '/trpc/any/where/flags.update', 'writes', 1],
    ['POST', '/trpc/toString,%zz', 'evaluations', 1],
  ] as const)('%s %s: %s, %i', (method, path, kind, times) => {
    const none = { evaluations: 0, writes: 0, streams: 0, signIns: 0 };
    expect(costsOf(method, path)).toEqual({ ...none, [kind]: times });
  });

  it.each([
    ['session.join', 1],
    ['session.join,session.setPassword,session.me', 2],
    ['session.invitation,session.passwordLink', 0],
    ['session.startLogin,session.waitingLogin,session.approveLogin,session.denyLogin', 4],
    ['session.pollLogin', 0],
  ])('A13 attempts to sign in by a link: %s, %i', (calls, signIns) => {
    expect(costsOf('POST', `/trpc/${calls}`)).toMatchObject({ signIns });
  });

  it('14.3 starting a login is an attempt to sign in, and polling for it is a write', () => {
    expect(costsOf('POST', '/api/logins')).toMatchObject({ writes: 1, signIns: 1 });
    expect(costsOf('POST', '/api/logins/poll')).toMatchObject({ writes: 1, signIns: 0 });
  });
});
