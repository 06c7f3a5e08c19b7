import { contextFromUnleash } from '@burgee/importers';
import { readUnleashSpecifications } from '@burgee/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../test-services.ts';
import { evaluateOfrepFlag } from './evaluate.ts';

// OFREP asks for the values of now, so these cases of Unleash's specification need a server with the time of each. All others
// are evaluated over HTTP, by the test of the command that imports them.

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

it('15.6 OFREP gives the expected results of the cases of Unleash that set a time', async () => {
  const specifications = readUnleashSpecifications();
  let cases = 0;
  for (const { state, tests } of specifications) {
    const timed = tests.filter(({ context }) => 'currentTime' in context);
    if (timed.length === 0) continue;
    const environment = await api.newEnvironment();
    await api.as('editor').unleash.import({ document: state as never, into: environment });
    for (const { toggleName, context: given, expectedResult, description } of timed) {
      const { context, now } = contextFromUnleash(given);
      const services = { ...api.services, now: () => new Date(now ?? NaN) };
      const answer = await evaluateOfrepFlag(services, { environment, context }, 'full', toggleName);
      const { value } = answer as { value?: unknown };
      const isOn = typeof value === 'boolean' ? value : value !== undefined;
      expect([description, isOn]).toEqual([description, expectedResult]);
      cases++;
    }
  }
  expect(cases).toBe(specifications.length === 0 ? 0 : 8);
});
