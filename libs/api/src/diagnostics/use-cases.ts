import { Diagnostics } from '@burgee/contracts';
import { NO_INPUT, useCase } from '../use-case.ts';

export const diagnosticsCases = {
  get: useCase({
    name: 'diagnostics.get',
    summary: 'Get the facts that "burgee doctor" judges: settings, PostgreSQL, Redis and disk, without secrets',
    kind: 'query',
    permission: 'diagnostics:read',
    field: null,
    input: NO_INPUT,
    output: Diagnostics,
    rest: 'GET /api/admin/diagnostics',
    examples: [{ input: undefined }],
    run: async ({ services, proxy = 'none' }) => ({ ...(await services.diagnose()), proxy }),
  }),
};
