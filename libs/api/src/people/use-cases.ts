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
import { EXAMPLE_IDS } from '../example-ids.ts';
import { NO_INPUT, useCase } from '../use-case.ts';
import { changePerson, disablePerson, enablePerson } from './change.ts';
import { invitePerson, revokeInvitation } from './invitations.ts';
import { createPasswordLink } from './passwords.ts';
import { listInvitations, listPeople } from './read.ts';

const read = { kind: 'query', permission: 'people:read' } as const;
const change = { kind: 'mutation', permission: 'people:write' } as const;
const person = { id: EXAMPLE_IDS.person };
const PATH = '/api/admin/people/:personId';

export const peopleCases = {
  list: useCase({
    ...read,
    name: 'people.list',
    summary: 'List everyone who can sign in, with their roles',
    input: NO_INPUT,
    output: People,
    rest: 'GET /api/admin/people',
    examples: [{ input: undefined }],
    run: ({ services }) => listPeople(services.database),
  }),
  invitations: useCase({
    ...read,
    name: 'people.invitations',
    summary: 'List the open invitations',
    input: NO_INPUT,
    output: Invitations,
    rest: 'GET /api/admin/invitations',
    examples: [{ input: undefined }],
    run: ({ services }) => listInvitations(services.database),
  }),
  invite: useCase({
    ...change,
    name: 'people.invite',
    summary: 'Invite someone: the answer alone has the link',
    input: InvitePersonInput,
    output: NewInvitation,
    rest: { route: 'POST /api/admin/invitations', status: 201 },
    failures: ['KEY_TAKEN'],
    examples: [{ input: { email: 'edith@example.org', role: 'editor', reason: 'joins the team' } }],
    run: (request, input) => invitePerson(request.write, request, input),
  }),
  revokeInvitation: useCase({
    ...change,
    name: 'people.revokeInvitation',
    summary: 'Revoke an open invitation',
    input: PersonRef.extend({ id: z.uuid() }),
    output: z.void(),
    rest: 'DELETE /api/admin/invitations/:invitationId',
    failures: ['LINK_NOT_VALID'],
    examples: [{ input: { id: EXAMPLE_IDS.invitation } }],
    run: ({ write }, input) => revokeInvitation(write, input),
  }),
  change: useCase({
    ...change,
    name: 'people.change',
    summary: 'Change the name or the roles of a person',
    input: ChangePersonInput,
    output: Person,
    rest: `PATCH ${PATH}`,
    failures: ['PERSON_NOT_FOUND', 'LAST_ADMIN'],
    examples: [{ input: { ...person, role: 'editor' } }],
    run: (request, input) => changePerson(request.write, request, input),
  }),
  createPasswordLink: useCase({
    ...change,
    name: 'people.createPasswordLink',
    summary: 'Create a link with which a person can set a new password',
    input: PersonRef,
    output: NewPasswordLink,
    rest: { route: `POST ${PATH}/password-link`, status: 201 },
    failures: ['PERSON_NOT_FOUND'],
    examples: [{ input: person }],
    run: (request, input) => createPasswordLink(request.write, request, input),
  }),
  disable: useCase({
    ...change,
    name: 'people.disable',
    summary: 'Disable a person: they are signed out and cannot sign in',
    input: PersonRef,
    output: Person,
    rest: `POST ${PATH}/disable`,
    failures: ['PERSON_NOT_FOUND', 'LAST_ADMIN'],
    examples: [{ input: { ...person, reason: 'left the company' } }],
    run: (request, input) => disablePerson(request.write, request, input),
  }),
  enable: useCase({
    ...change,
    name: 'people.enable',
    summary: 'Enable a disabled person',
    input: PersonRef,
    output: Person,
    rest: `POST ${PATH}/enable`,
    failures: ['PERSON_NOT_FOUND'],
    examples: [{ input: person }],
    run: (request, input) => enablePerson(request.write, request, input),
  }),
};
