import {
  CreateEnvironmentInput,
  Environment,
  EnvironmentRef,
  InvalidateCacheInput,
  UpdateEnvironmentInput,
} from '@burgee/contracts';
import { z } from 'zod';
import { NO_INPUT, useCase } from '../use-case.ts';
import { createEnvironment, invalidateCaches, updateEnvironment } from './change.ts';
import { fileCases } from './file-use-cases.ts';
import { getEnvironment, listEnvironments } from './read.ts';

const read = { kind: 'query', permission: 'environments:read' } as const;
const change = { kind: 'mutation', permission: 'environments:write', field: 'key' } as const;
const PATH = '/api/admin/environments/:environment';

export const environmentCases = {
  list: useCase({
    ...read,
    name: 'environments.list',
    summary: 'List all environments',
    input: NO_INPUT,
    output: z.array(Environment),
    rest: 'GET /api/admin/environments',
    examples: [{ input: undefined }],
    run: ({ services }) => listEnvironments(services.database),
  }),
  get: useCase({
    ...read,
    name: 'environments.get',
    summary: 'Get one environment',
    field: 'key',
    input: EnvironmentRef,
    output: Environment,
    rest: `GET ${PATH}`,
    examples: [{ input: { key: 'production' } }],
    run: ({ services }, input) => getEnvironment(services.database, input.key),
  }),
  create: useCase({
    kind: 'mutation',
    permission: 'environments:create',
    name: 'environments.create',
    summary: 'Create an environment without flags',
    input: CreateEnvironmentInput,
    output: Environment,
    rest: { route: 'POST /api/admin/environments', status: 201 },
    failures: ['KEY_TAKEN'],
    examples: [{ input: { key: 'staging', name: 'Staging', permitsSessionOverrides: true, color: 'yellow' } }],
    run: ({ write }, input) => createEnvironment(write, input),
  }),
  update: useCase({
    ...change,
    name: 'environments.update',
    summary: 'Change the given fields of an environment',
    input: UpdateEnvironmentInput,
    output: Environment,
    rest: `PATCH ${PATH}`,
    examples: [{ input: { key: 'production', isProduction: true, reason: 'customers are here' } }],
    run: ({ write }, input) => updateEnvironment(write, input),
  }),
  invalidateCache: useCase({
    ...change,
    name: 'environments.invalidateCache',
    summary: 'Make every server reload an environment',
    input: InvalidateCacheInput,
    output: z.void(),
    rest: { route: `POST ${PATH}/cache/invalidate`, hasNoBody: true },
    examples: [{ input: { key: 'production', reason: 'rows were edited by SQL' } }],
    run: ({ write, services }, input) => invalidateCaches(write, services.cache, input),
  }),
  ...fileCases,
};
