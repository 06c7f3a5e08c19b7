import { ConvertToUnleashInput, Flag, FlagRef, UnleashReadiness } from '@burgee/contracts';
import { convertToUnleash } from '../flags/change.ts';
import { useCase } from '../use-case.ts';
import { unleashReadiness } from './readiness.ts';

const checkout = { environment: 'production', key: 'new-checkout' };
const PATH = '/api/admin/flags/:flagKey/unleash';

/** Flags for the SDKs of Unleash. */
export const unleashFlagCases = {
  unleash: useCase({
    kind: 'query',
    permission: 'flags:read',
    name: 'flags.unleash',
    summary: "Show whether Unleash's server SDKs get a flag, and who would see a difference with Unleash's hash",
    input: FlagRef,
    output: UnleashReadiness,
    rest: `GET ${PATH}`,
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: checkout }],
    run: ({ services }, input) => unleashReadiness(services, input),
  }),
  convertToUnleash: useCase({
    kind: 'mutation',
    permission: 'flags:write',
    name: 'flags.convertToUnleash',
    summary: "Give a flag the hash of Unleash, so that Unleash's server SDKs can evaluate it",
    input: ConvertToUnleashInput,
    output: Flag,
    rest: `POST ${PATH}`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'STALE_REVISION'],
    examples: [{ input: { ...checkout, reason: 'the backend still uses an SDK of Unleash' } }],
    run: ({ write }, input) => convertToUnleash(write, input),
  }),
};
