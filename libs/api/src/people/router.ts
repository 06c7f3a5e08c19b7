import {
  ChangePersonInput,
  Invitations,
  InvitePersonInput,
  NewInvitation,
  NewPasswordLink,
  People,
  Person,
  PersonRef,
} from '@burgee/contracts';
import { z } from 'zod';
import { procedureFor, router } from '../trpc.ts';
import { changePerson, disablePerson, enablePerson } from './change.ts';
import { invitePerson, revokeInvitation } from './invitations.ts';
import { createPasswordLink } from './passwords.ts';
import { listInvitations, listPeople } from './read.ts';

const reading = procedureFor('people:read');
const writing = procedureFor('people:write');

export const peopleRouter = router({
  list: reading.output(People).query(({ ctx }) => listPeople(ctx.services.database)),
  invitations: reading.output(Invitations).query(({ ctx }) => listInvitations(ctx.services.database)),
  invite: writing
    .input(InvitePersonInput)
    .output(NewInvitation)
    .mutation(({ ctx, input }) => invitePerson(ctx.write, ctx, input)),
  revokeInvitation: writing
    .input(PersonRef.extend({ id: z.uuid() }))
    .output(z.void())
    .mutation(({ ctx, input }) => revokeInvitation(ctx.write, input)),
  change: writing
    .input(ChangePersonInput)
    .output(Person)
    .mutation(({ ctx, input }) => changePerson(ctx.write, ctx, input)),
  createPasswordLink: writing
    .input(PersonRef)
    .output(NewPasswordLink)
    .mutation(({ ctx, input }) => createPasswordLink(ctx.write, ctx, input)),
  disable: writing
    .input(PersonRef)
    .output(Person)
    .mutation(({ ctx, input }) => disablePerson(ctx.write, ctx, input)),
  enable: writing
    .input(PersonRef)
    .output(Person)
    .mutation(({ ctx, input }) => enablePerson(ctx.write, ctx, input)),
});
