import {
  ExchangedToken,
  ExchangeInput,
  InvitationOffer,
  JoinInput,
  LinkToken,
  PasswordLinkOffer,
  Person,
  Session,
  SetPasswordInput,
  SignInOptions,
} from '@burgee/contracts';
import { EXAMPLE_LINK, EXAMPLE_WORKLOAD } from '../example-ids.ts';
import { join } from '../people/join.ts';
import { readPasswordLink, setPassword } from '../people/passwords.ts';
import { readOffer, signInOptions } from '../people/read.ts';
import { NO_INPUT, openUseCase } from '../use-case.ts';
import { loginCases } from './login-use-cases.ts';

const link = { token: EXAMPLE_LINK };

/** Those that sign someone in belong to the sign-in page and have no REST row. */
export const sessionCases = {
  me: openUseCase({
    name: 'session.me',
    summary: 'Get the session of the caller; null without a credential',
    kind: 'query',
    input: NO_INPUT,
    output: Session.nullable(),
    rest: 'GET /api/session',
    examples: [{ input: undefined }],
    run: ({ caller }) => {
      // An unidentified caller is not an anonymous one.
      if ('problem' in caller && caller.because) throw caller.because;
      return 'session' in caller ? caller.session : null;
    },
  }),
  signInOptions: openUseCase({
    name: 'session.signInOptions',
    summary: 'Get the ways to sign in',
    kind: 'query',
    input: NO_INPUT,
    output: SignInOptions,
    rest: 'GET /api/sign-in-options',
    examples: [{ input: undefined }],
    run: ({ services }) => signInOptions(services),
  }),
  exchange: openUseCase({
    name: 'session.exchange',
    summary: 'Exchange the token of a job of a CI service for an access token of 15 minutes',
    kind: 'mutation',
    input: ExchangeInput,
    output: ExchangedToken,
    rest: 'POST /api/auth/exchange',
    failures: ['ISSUER_UNAVAILABLE'],
    examples: [{ input: { token: EXAMPLE_WORKLOAD } }],
    run: ({ services }, input) => services.workloads.exchange(input.token),
  }),
  ...loginCases,
  invitation: openUseCase({
    name: 'session.invitation',
    summary: 'Get the invitation behind a link, for its page to show before the person enters anything',
    kind: 'query',
    input: LinkToken,
    output: InvitationOffer,
    failures: ['LINK_NOT_VALID'],
    examples: [{ input: link }],
    run: ({ services }, input) => readOffer(services, input.token),
  }),
  join: openUseCase({
    name: 'session.join',
    summary: 'Accept an invitation',
    kind: 'mutation',
    input: JoinInput,
    output: Person,
    failures: ['LINK_NOT_VALID', 'KEY_TAKEN'],
    examples: [{ input: { ...link, name: 'Edith', password: 'a walk along the river' } }],
    run: async ({ services, onLinkProved }, input) => {
      const person = await join(services, input);
      onLinkProved?.(person.email);
      return person;
    },
  }),
  passwordLink: openUseCase({
    name: 'session.passwordLink',
    summary: 'Get the person whose password a link can set',
    kind: 'query',
    input: LinkToken,
    output: PasswordLinkOffer,
    failures: ['LINK_NOT_VALID'],
    examples: [{ input: link }],
    run: ({ services }, input) => readPasswordLink(services, input.token),
  }),
  setPassword: openUseCase({
    name: 'session.setPassword',
    summary: 'Set a new password with a link',
    kind: 'mutation',
    input: SetPasswordInput,
    output: PasswordLinkOffer,
    failures: ['LINK_NOT_VALID'],
    examples: [{ input: { ...link, password: 'a walk along the river' } }],
    run: async ({ services, onLinkProved }, input) => {
      const offer = await setPassword(services, input);
      onLinkProved?.(offer.email);
      return offer;
    },
  }),
};
