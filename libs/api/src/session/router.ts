import {
  InvitationOffer,
  JoinInput,
  LinkToken,
  PasswordLinkOffer,
  Person,
  Session,
  SetPasswordInput,
  SignInOptions,
} from '@burgee/contracts';
import { join } from '../people/join.ts';
import { readPasswordLink, setPassword } from '../people/passwords.ts';
import { readOffer, signInOptions } from '../people/read.ts';
import { openProcedure, router } from '../trpc.ts';

export const sessionRouter = router({
  /** The caller's session; `null` for a caller without a token. */
  me: openProcedure.output(Session.nullable()).query(({ ctx }) => {
    // An unidentified caller is not an anonymous one.
    if ('problem' in ctx.caller && ctx.caller.because) throw ctx.caller.because;
    return 'session' in ctx.caller ? ctx.caller.session : null;
  }),
  signInOptions: openProcedure.output(SignInOptions).query(({ ctx }) => signInOptions(ctx.services)),
  /** The invitation behind a link, for its page to show before the person enters anything. */
  invitation: openProcedure
    .input(LinkToken)
    .output(InvitationOffer)
    .query(({ ctx, input }) => readOffer(ctx.services, input.token)),
  join: openProcedure
    .input(JoinInput)
    .output(Person)
    .mutation(async ({ ctx, input }) => {
      const person = await join(ctx.services, input);
      ctx.onLinkProved?.(person.email);
      return person;
    }),
  /** The person whose password a link can set. */
  passwordLink: openProcedure
    .input(LinkToken)
    .output(PasswordLinkOffer)
    .query(({ ctx, input }) => readPasswordLink(ctx.services, input.token)),
  setPassword: openProcedure
    .input(SetPasswordInput)
    .output(PasswordLinkOffer)
    .mutation(async ({ ctx, input }) => {
      const offer = await setPassword(ctx.services, input);
      ctx.onLinkProved?.(offer.email);
      return offer;
    }),
});
