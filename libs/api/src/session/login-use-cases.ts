import {
  ApproveLoginInput,
  LoginRef,
  PolledLogin,
  PollLoginInput,
  StartedLogin,
  StartLoginInput,
  WaitingLogin,
} from '@burgee/contracts';
import { z } from 'zod';
import { EXAMPLE_LINK, EXAMPLE_USER_CODE } from '../example-ids.ts';
import { openUseCase } from '../use-case.ts';
import { approveLogin, denyLogin, readWaitingLogin } from './decide-login.ts';
import { pollLogin } from './poll-login.ts';
import { startLogin } from './start-login.ts';

const login = { userCode: EXAMPLE_USER_CODE };

/** Logins on the command line. Only the admin app can decide about them: those use cases have no REST row. */
export const loginCases = {
  startLogin: openUseCase({
    name: 'session.startLogin',
    summary: 'Start a login of a program without a browser, which a person approves in the admin app',
    kind: 'mutation',
    input: StartLoginInput,
    output: StartedLogin,
    rest: { route: 'POST /api/logins', status: 201 },
    examples: [{ input: { host: 'laptop-of-grace' } }],
    run: startLogin,
  }),
  pollLogin: openUseCase({
    name: 'session.pollLogin',
    summary: 'Find out whether a login was approved: the first answer after that alone has the key',
    kind: 'mutation',
    input: PollLoginInput,
    output: PolledLogin,
    rest: 'POST /api/logins/poll',
    failures: ['LOGIN_NOT_VALID'],
    examples: [{ input: { deviceCode: EXAMPLE_LINK } }],
    run: pollLogin,
  }),
  waitingLogin: openUseCase({
    name: 'session.waitingLogin',
    summary: 'Get the login that waits with a code, for the page of the person who decides',
    kind: 'query',
    input: LoginRef,
    output: WaitingLogin,
    failures: ['LOGIN_NOT_VALID'],
    examples: [{ input: login }],
    run: readWaitingLogin,
  }),
  approveLogin: openUseCase({
    name: 'session.approveLogin',
    summary: 'Approve a login: the program that waits gets a key',
    kind: 'mutation',
    input: ApproveLoginInput,
    output: z.void(),
    failures: ['LOGIN_NOT_VALID'],
    examples: [{ input: { ...login, role: 'editor' } }],
    run: approveLogin,
  }),
  denyLogin: openUseCase({
    name: 'session.denyLogin',
    summary: 'Deny a login',
    kind: 'mutation',
    input: LoginRef,
    output: z.void(),
    failures: ['LOGIN_NOT_VALID'],
    examples: [{ input: login }],
    run: denyLogin,
  }),
};
