import {
  ApplyEnvironmentInput,
  type DomainCode,
  EnvironmentFile,
  EnvironmentPlan,
  ExportEnvironmentInput,
  FILE_FORMAT,
  MAX_FILE_DEPTH,
  PlanEnvironmentInput,
} from '@burgee/contracts';
import { refuseInexactNumbers, sessionFor } from '../context.ts';
import { applyFiles, planFiles } from '../files/apply.ts';
import { exportEnvironment } from '../files/export.ts';
import { useCase } from '../use-case.ts';

const PATH = '/api/admin/environments/:environment';
const FAILURES: DomainCode[] = [
  'FLAG_MANAGED',
  'FLAG_IN_USE',
  'SEGMENT_IN_USE',
  'PREREQUISITE_CYCLE',
  'LIMIT_EXCEEDED',
];

const file = {
  burgee: FILE_FORMAT,
  environment: { key: 'production' },
  flags: [{ key: 'new-checkout', enabled: true, description: 'The new checkout', tags: ['checkout'] }],
};

/** Whole environments as files. */
export const fileCases = {
  exportFile: useCase({
    kind: 'query',
    permission: 'flags:read',
    field: 'key',
    name: 'environments.exportFile',
    summary: 'Export an environment as a file',
    input: ExportEnvironmentInput,
    output: EnvironmentFile,
    rest: `GET ${PATH}/export`,
    failures: ['LIMIT_EXCEEDED'],
    examples: [{ input: { key: 'production' } }],
    run: ({ services }, { key, ...options }) => exportEnvironment(services, key, options),
  }),
  planFile: useCase({
    kind: 'query',
    permission: 'flags:read',
    field: 'key',
    maxDepth: MAX_FILE_DEPTH,
    name: 'environments.planFile',
    summary: 'Compare a file with an environment: what applying it would change',
    input: PlanEnvironmentInput,
    output: EnvironmentPlan,
    rest: `POST ${PATH}/plan`,
    failures: FAILURES,
    examples: [{ input: { key: 'production', file } }],
    run: async (request, { key: environment, file, ...options }) => {
      refuseInexactNumbers(request);
      const [plan] = await planFiles(request.services, [{ environment, file }], options);
      return plan as EnvironmentPlan;
    },
  }),
  applyFile: useCase({
    kind: 'mutation',
    permission: 'flags:write',
    field: 'key',
    maxDepth: MAX_FILE_DEPTH,
    name: 'environments.applyFile',
    summary: 'Apply a file to an environment, in one change',
    input: ApplyEnvironmentInput,
    output: EnvironmentPlan,
    rest: `POST ${PATH}/apply`,
    failures: [...FAILURES, 'STALE_REVISION'],
    examples: [{ input: { key: 'production', file, managedBy: 'https://github.com/acme/flags', reason: 'merged' } }],
    run: async ({ write, caller }, { key: environment, file, planned, ...options }) => {
      const [plan] = await applyFiles(write, [{ environment, file }], {
        ...options,
        require: (permission, place) => void sessionFor(caller, permission, place),
        planned: planned && new Map([[environment, planned]]),
      });
      return plan as EnvironmentPlan;
    },
  }),
};
