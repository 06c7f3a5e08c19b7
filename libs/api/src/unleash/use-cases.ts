import { ImportUnleashInput, PlanUnleashInput, UnleashReport } from '@burgee/contracts';
import { refuseInexactNumbers, sessionFor } from '../context.ts';
import { useCase } from '../use-case.ts';
import { importUnleash, planUnleash } from './import-unleash.ts';

const document = {
  version: 2,
  query: { environment: 'live' },
  features: [
    {
      name: 'gift-cards',
      description: 'Pay with a gift card',
      enabled: true,
      strategies: [
        {
          name: 'flexibleRollout',
          parameters: { rollout: '25', stickiness: 'userId', groupId: 'gift-cards' },
          constraints: [{ contextName: 'country', operator: 'IN', values: ['NL', 'BE'] }],
        },
      ],
    },
    {
      name: 'by-tenant',
      description: '',
      enabled: true,
      strategies: [{ name: 'byTenant', parameters: { tenants: 'acme' }, constraints: [] }],
    },
  ],
  segments: [],
};
const environments = { live: 'production' };

/** The import from Unleash. */
export const unleashCases = {
  plan: useCase({
    kind: 'query',
    permission: 'flags:read',
    field: null,
    name: 'unleash.plan',
    summary: 'Show what the import of an export of Unleash would change, and what it cannot import',
    input: PlanUnleashInput,
    output: UnleashReport,
    rest: 'POST /api/admin/import/unleash/plan',
    examples: [{ input: { document, environments } }],
    run: (request, input) => {
      refuseInexactNumbers(request);
      return planUnleash(request.services, input);
    },
  }),
  import: useCase({
    kind: 'mutation',
    permission: 'flags:write',
    field: null,
    name: 'unleash.import',
    summary: 'Import an export of Unleash, in one change of all environments',
    input: ImportUnleashInput,
    output: UnleashReport,
    rest: 'POST /api/admin/import/unleash',
    examples: [{ input: { document, environments, reason: 'we move to Burgee' } }],
    run: ({ write, caller }, input) =>
      importUnleash(write, input, { require: (permission, place) => void sessionFor(caller, permission, place) }),
  }),
};
