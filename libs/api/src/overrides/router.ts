import {
  ClearSessionOverridesInput,
  EmergencyOverride,
  GlobalOverride,
  ListOverridesInput,
  ListUserOverridesInput,
  OverrideLink,
  OverridePage,
  RemoveOverrideInput,
  RemoveTestingOverrideInput,
  RemoveUserOverrideInput,
  RemoveUserOverridesInput,
  ResolvedOverride,
  ResolveOverrideInput,
  RevertUserOverridesInput,
  SessionOverrides,
  SessionRef,
  SetEmergencyOverrideInput,
  SetGlobalOverrideInput,
  SetSessionOverridesInput,
  SetTestingOverrideInput,
  SetUserOverrideInput,
  SetUserOverridesInput,
  TestingOverride,
  UserOverride,
  UserOverridePage,
  UsersRemoved,
  UsersReverted,
  UsersSet,
} from '@burgee/contracts';
import { z } from 'zod';
import { openProcedure, procedureFor, router } from '../trpc.ts';
import { clearOwnSessionOverrides, readOwnSessionOverrides, setOwnSessionOverrides } from './browser-session.ts';
import {
  removeOtherOverride,
  removeUserOverride,
  setEmergencyOverride,
  setGlobalOverride,
  setTestingOverride,
  setUserOverride,
} from './change.ts';
import { removeUserOverrides, setUserOverrides } from './change-list.ts';
import { listOverrides, listUserOverrides, resolveOverride } from './read.ts';
import { revertUserOverrides } from './revert-list.ts';
import { createOverrideLink } from './session.ts';

const reading = procedureFor('overrides:read');
const writing = procedureFor('overrides:write');
const emergency = procedureFor('overrides:emergency');

export const overridesRouter = router({
  list: reading
    .input(ListOverridesInput)
    .output(OverridePage)
    .query(({ ctx, input }) => listOverrides(ctx.services.database, input)),
  /** The users of a flag. */
  forFlag: reading
    .input(ListUserOverridesInput)
    .output(UserOverridePage)
    .query(({ ctx, input }) => listUserOverrides(ctx.services.database, input)),
  /** The flags of a user. */
  forUser: reading
    .input(
      ListOverridesInput.omit({ type: true, target: true }).extend({ userId: RemoveUserOverrideInput.shape.userId }),
    )
    .output(OverridePage)
    .query(({ ctx, input: { userId, ...input } }) =>
      listOverrides(ctx.services.database, { ...input, type: 'user', target: userId }),
    ),
  resolve: reading
    .input(ResolveOverrideInput)
    .output(ResolvedOverride)
    .query(({ ctx, input }) => resolveOverride(ctx.services, input)),
  setUser: writing
    .input(SetUserOverrideInput)
    .output(UserOverride)
    .mutation(({ ctx, input }) => setUserOverride(ctx.write, input)),
  removeUser: writing
    .input(RemoveUserOverrideInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeUserOverride(ctx.write, input)),
  setUsers: writing
    .input(SetUserOverridesInput)
    .output(UsersSet)
    .mutation(({ ctx, input }) => setUserOverrides(ctx.write, input)),
  removeUsers: writing
    .input(RemoveUserOverridesInput)
    .output(UsersRemoved)
    .mutation(({ ctx, input }) => removeUserOverrides(ctx.write, input)),
  revertUsers: writing
    .input(RevertUserOverridesInput)
    .output(UsersReverted)
    .mutation(({ ctx, input }) => revertUserOverrides(ctx.write, input)),
  setGlobal: writing
    .input(SetGlobalOverrideInput)
    .output(GlobalOverride)
    .mutation(({ ctx, input }) => setGlobalOverride(ctx.write, input)),
  removeGlobal: writing
    .input(RemoveOverrideInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeOtherOverride(ctx.write, 'global', input)),
  setEmergency: emergency
    .input(SetEmergencyOverrideInput)
    .output(EmergencyOverride)
    .mutation(({ ctx, input }) => setEmergencyOverride(ctx.write, input)),
  removeEmergency: emergency
    .input(RemoveOverrideInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeOtherOverride(ctx.write, 'emergency', input)),
  setTesting: writing
    .input(SetTestingOverrideInput)
    .output(TestingOverride)
    .mutation(({ ctx, input }) => setTestingOverride(ctx.write, input)),
  removeTesting: writing
    .input(RemoveTestingOverrideInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeOtherOverride(ctx.write, 'testing', input)),
  setSession: openProcedure
    .input(SetSessionOverridesInput)
    .output(SessionOverrides)
    .mutation(({ ctx, input }) => setOwnSessionOverrides(ctx, input)),
  forSession: openProcedure
    .input(SessionRef)
    .output(SessionOverrides)
    .query(({ ctx, input }) => readOwnSessionOverrides(ctx, input)),
  clearSession: openProcedure
    .input(ClearSessionOverridesInput)
    .output(z.void())
    .mutation(({ ctx, input }) => clearOwnSessionOverrides(ctx, input)),
  createLink: writing
    .input(OverrideLink)
    .output(z.strictObject({ link: z.string() }))
    .mutation(async ({ ctx, input }) => ({ link: await createOverrideLink(ctx.services, input) })),
});
