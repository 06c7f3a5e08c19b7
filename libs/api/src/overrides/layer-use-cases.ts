import {
  EmergencyOverride,
  GlobalOverride,
  RemoveOverrideInput,
  RemoveTestingOverrideInput,
  SetEmergencyOverrideInput,
  SetGlobalOverrideInput,
  SetTestingOverrideInput,
  TestingOverride,
} from '@burgee/contracts';
import { z } from 'zod';
import { EXAMPLE_EXPIRY } from '../example-ids.ts';
import { useCase } from '../use-case.ts';
import { removeOtherOverride, setEmergencyOverride, setGlobalOverride, setTestingOverride } from './change.ts';

const change = { kind: 'mutation', permission: 'overrides:write' } as const;
const emergency = { kind: 'mutation', permission: 'overrides:emergency' } as const;
const flag = { environment: 'production', flagKey: 'new-checkout' };
const PATH = '/api/admin/flags/:flagKey/overrides';

/** Overrides of the layers that are not about single users. */
export const layerCases = {
  setGlobal: useCase({
    ...change,
    name: 'overrides.setGlobal',
    summary: 'Set a value for everyone without an override of their own',
    input: SetGlobalOverrideInput,
    output: GlobalOverride,
    rest: `PUT ${PATH}/global`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED'],
    examples: [{ input: { ...flag, value: true, reason: 'demo for the board' } }],
    run: ({ write }, input) => setGlobalOverride(write, input),
  }),
  removeGlobal: useCase({
    ...change,
    name: 'overrides.removeGlobal',
    summary: 'Remove the global override',
    input: RemoveOverrideInput,
    output: z.void(),
    rest: `DELETE ${PATH}/global`,
    failures: ['FLAG_NOT_FOUND', 'FLAG_MANAGED', 'OVERRIDE_NOT_FOUND'],
    examples: [{ input: { ...flag, flagKey: 'checkout-color' } }],
    run: ({ write }, input) => removeOtherOverride(write, 'global', input),
  }),
  setEmergency: useCase({
    ...emergency,
    name: 'overrides.setEmergency',
    summary: 'Set a value for everyone that takes precedence over everything else, until it is removed',
    input: SetEmergencyOverrideInput,
    output: EmergencyOverride,
    rest: `PUT ${PATH}/emergency`,
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { ...flag, value: false, reason: 'payments fail' } }],
    run: ({ write }, input) => setEmergencyOverride(write, input),
  }),
  removeEmergency: useCase({
    ...emergency,
    name: 'overrides.removeEmergency',
    summary: 'Remove the emergency override',
    input: RemoveOverrideInput,
    output: z.void(),
    rest: `DELETE ${PATH}/emergency`,
    failures: ['FLAG_NOT_FOUND', 'OVERRIDE_NOT_FOUND'],
    examples: [{ input: { ...flag, flagKey: 'checkout-color' } }],
    run: ({ write }, input) => removeOtherOverride(write, 'emergency', input),
  }),
  setTesting: useCase({
    ...change,
    name: 'overrides.setTesting',
    summary: 'Set a value for one test run, for at most 24 hours',
    input: SetTestingOverrideInput,
    output: TestingOverride,
    rest: `PUT ${PATH}/testing/:testRunId`,
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { ...flag, testRunId: 'run-2', value: true, expiresAt: EXAMPLE_EXPIRY } }],
    run: ({ write }, input) => setTestingOverride(write, input),
  }),
  removeTesting: useCase({
    ...change,
    name: 'overrides.removeTesting',
    summary: 'Remove the override of a test run',
    input: RemoveTestingOverrideInput,
    output: z.void(),
    rest: `DELETE ${PATH}/testing/:testRunId`,
    failures: ['FLAG_NOT_FOUND', 'OVERRIDE_NOT_FOUND'],
    examples: [{ input: { ...flag, testRunId: 'run-1' } }],
    run: ({ write }, input) => removeOtherOverride(write, 'testing', input),
  }),
};
