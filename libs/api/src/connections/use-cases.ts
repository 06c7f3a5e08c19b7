import { ListSdkConnectionsInput, SdkConnectionList } from '@burgee/contracts';
import { useCase } from '../use-case.ts';
import { listConnections } from './read.ts';

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
};
