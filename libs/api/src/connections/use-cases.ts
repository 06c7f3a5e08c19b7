import { ListSdkConnectionsInput, ListUnmappedFlagsInput, SdkConnectionList, UnmappedFlags } from '@burgee/contracts';
import { useCase } from '../use-case.ts';
import { listConnections } from './read.ts';
import { listUnmapped } from './unmapped.ts';

export const connectionCases = {
  list: useCase({
    kind: 'query',
    permission: 'environments:read',
    name: 'connections.list',
    summary: 'List the protocols by which programs asked for flags in the last 30 days, and their keys',
    input: ListSdkConnectionsInput,
    output: SdkConnectionList,
    rest: 'GET /api/admin/connections',
    examples: [{ input: { environment: 'production' } }],
    run: ({ services }, input) => listConnections(services, input),
  }),
  unmapped: useCase({
    kind: 'query',
    permission: 'flags:read',
    name: 'connections.unmapped',
    summary: 'List the flags that SDKs of a protocol do not get, and why',
    input: ListUnmappedFlagsInput,
    output: UnmappedFlags,
    rest: 'GET /api/admin/unmapped-flags',
    examples: [{ input: { environment: 'production', protocols: ['flagd', 'unleash'] } }],
    run: ({ services }, input) => listUnmapped(services, input),
  }),
};
