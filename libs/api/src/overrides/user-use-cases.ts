import {
  RemoveUserOverrideInput,
  RemoveUserOverridesInput,
  RevertUserOverridesInput,
  SetUserOverrideInput,
  SetUserOverridesInput,
  UserOverride,
  UsersRemoved,
  UsersReverted,
  UsersSet,
} from '@burgee/contracts';
import { z } from 'zod';
import { EXAMPLE_VERSION } from '../example-ids.ts';
import { useCase } from '../use-case.ts';
import { removeUserOverride, setUserOverride } from './change.ts';
import { removeUserOverrides, setUserOverrides } from './change-list.ts';
import { revertUserOverrides } from './revert-list.ts';

const change = { kind: 'mutation', permission: 'overrides:write' } as const;
const flag = { environment: 'production', flagKey: 'new-checkout' };
const PATH = '/api/admin/flags/:flagKey/users';

/** Overrides of single users. */
export const userCases = {
  setUser: useCase({
    ...change,
    name: 'overrides.setUser',
    summary: 'Include or exclude a user, or change how',
    input: SetUserOverrideInput,
    output: UserOverride,
    rest: { route: `POST ${PATH}`, status: 201 },
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED'],
    examples: [{ input: { ...flag, userId: 'ben', overrideType: 'include', reason: 'asked to try it' } }],
    run: ({ write }, input) => setUserOverride(write, input),
  }),
  removeUser: useCase({
    ...change,
    name: 'overrides.removeUser',
    summary: 'Remove the override of a user',
    input: RemoveUserOverrideInput,
    output: z.void(),
    // In the query, because a user may have the id "..", which a path cannot contain.
    rest: [`DELETE ${PATH}/:userId`, `DELETE ${PATH}`],
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'OVERRIDE_NOT_FOUND'],
    examples: [{ input: { ...flag, userId: 'ann' } }],
    run: ({ write }, input) => removeUserOverride(write, input),
  }),
  setUsers: useCase({
    ...change,
    name: 'overrides.setUsers',
    summary: 'Include or exclude a list of users in one change, which the rate limit counts once',
    input: SetUserOverridesInput,
    output: UsersSet,
    rest: `POST ${PATH}/bulk`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED'],
    examples: [{ input: { ...flag, users: ['ben', 'cleo'], overrideType: 'exclude' } }],
    run: ({ write }, input) => setUserOverrides(write, input),
  }),
  removeUsers: useCase({
    ...change,
    name: 'overrides.removeUsers',
    summary: 'Remove the overrides of a list of users in one change, even while the limit of overrides is reached',
    input: RemoveUserOverridesInput,
    output: UsersRemoved,
    rest: `POST ${PATH}/bulk-remove`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED'],
    examples: [{ input: { ...flag, users: ['ann', 'nobody'] } }],
    run: ({ write }, input) => removeUserOverrides(write, input),
  }),
  revertUsers: useCase({
    ...change,
    name: 'overrides.revertUsers',
    summary: 'Undo a change of a list of users',
    input: RevertUserOverridesInput,
    output: UsersReverted,
    rest: `POST ${PATH}/revert`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED'],
    examples: [{ input: { ...flag, version: EXAMPLE_VERSION } }],
    run: ({ write }, input) => revertUserOverrides(write, input),
  }),
};
