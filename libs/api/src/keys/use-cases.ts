import {
  ApiKey,
  ApiKeyList,
  ApiKeyRef,
  CreateApiKeyInput,
  ListApiKeysInput,
  NewApiKey,
  RotateApiKeyInput,
  UpdateApiKeyInput,
} from '@burgee/contracts';
import { EXAMPLE_IDS } from '../example-ids.ts';
import { useCase } from '../use-case.ts';
import { createApiKey, endPreviousSecret, revokeApiKey, rotateApiKey, updateApiKey } from './change.ts';
import { listApiKeys } from './read.ts';

const change = { kind: 'mutation', permission: 'keys:write' } as const;
const environment = 'production';
const key = { environment, id: EXAMPLE_IDS.key };
const PATH = '/api/admin/keys/:keyId';

export const keyCases = {
  list: useCase({
    kind: 'query',
    permission: 'keys:read',
    name: 'keys.list',
    summary: 'List the API keys of an environment, or all of them',
    input: ListApiKeysInput,
    output: ApiKeyList,
    rest: 'GET /api/admin/keys',
    examples: [{ input: { environment } }],
    run: ({ services }, input) => listApiKeys(services.database, input, services.now()),
  }),
  create: useCase({
    ...change,
    name: 'keys.create',
    summary: 'Create an API key: the answer alone has its secret',
    input: CreateApiKeyInput,
    output: NewApiKey,
    rest: { route: 'POST /api/admin/keys', status: 201 },
    examples: [{ input: { kind: 'web', environment, name: 'shop', origins: ['https://shop.example.com'] } }],
    run: (request, input) => createApiKey(request.write, request, input),
  }),
  update: useCase({
    ...change,
    name: 'keys.update',
    summary: 'Change the name, the origins or the scopes of a key',
    input: UpdateApiKeyInput,
    output: ApiKey,
    rest: `PATCH ${PATH}`,
    failures: ['KEY_NOT_FOUND'],
    examples: [{ input: { ...key, name: 'api servers' } }],
    run: ({ write }, input) => updateApiKey(write, input),
  }),
  rotate: useCase({
    ...change,
    name: 'keys.rotate',
    summary: 'Give a key a new secret; the previous one stays valid for some hours',
    input: RotateApiKeyInput,
    output: NewApiKey,
    rest: `POST ${PATH}/rotate`,
    failures: ['KEY_NOT_FOUND', 'KEY_ROTATING'],
    examples: [{ input: { ...key, overlapHours: 2 } }],
    run: (request, input) => rotateApiKey(request.write, request, input),
  }),
  endPrevious: useCase({
    ...change,
    name: 'keys.endPrevious',
    summary: 'End the previous secret of a rotated key now',
    input: ApiKeyRef,
    output: ApiKey,
    rest: `POST ${PATH}/end-previous`,
    failures: ['KEY_NOT_FOUND'],
    examples: [{ input: key }],
    run: ({ write }, input) => endPreviousSecret(write, input),
  }),
  revoke: useCase({
    ...change,
    name: 'keys.revoke',
    summary: 'Revoke a key: requests and streams with it end within seconds',
    input: ApiKeyRef,
    output: ApiKey,
    rest: `DELETE ${PATH}`,
    failures: ['KEY_NOT_FOUND'],
    examples: [{ input: { ...key, reason: 'found in a public repository' } }],
    run: ({ write }, input) => revokeApiKey(write, input),
  }),
};
