import { EnvironmentKey, type EnvironmentPlan, type PlannedChange } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { effectWords, flagRows, otherChanges, problemRows } from './report-rows.ts';

const [live, qa] = [EnvironmentKey.parse('live'), EnvironmentKey.parse('qa')];
const change = (key: string, action: PlannedChange['action'], ...fields: string[]): PlannedChange => {
  return { subject: 'flag', key, action, fields: fields.map((field) => ({ field })) };
};
const planOf = (environment: EnvironmentKey, ...changes: PlannedChange[]): EnvironmentPlan => {
  return { environment, version: 1, changes, unchanged: 0, kept: [], digest: '' };
};
const segment: PlannedChange = { subject: 'segment', key: 'dutch', action: 'create', fields: [] };
const plans = [
  planOf(live, segment, change('one', 'create'), change('two', 'change', 'rules', 'enabled')),
  planOf(qa, segment, change('one', 'create'), change('two', 'create')),
];

describe('15.6 the rows of a report', () => {
  it('have each flag once, with its effect in each environment', () => {
    const words = flagRows({ plans }).map(({ flagKey, effects }) => {
      return `${flagKey}: ${effectWords(effects, (key) => (key === live ? 'Live' : 'QA'))}`;
    });
    expect(words).toEqual(['one: new in Live and QA', 'two: changes rules and enabled in Live; new in QA']);
    expect(otherChanges({ plans })).toEqual(['segment dutch']);
  });

  it('have each reason once, with its environments', () => {
    const problem = { feature: 'one', construct: 'strategy "x"', message: 'unknown' };
    const problems = [
      { environment: live, ...problem },
      { environment: live, ...problem, message: 'other' },
      { environment: qa, ...problem },
    ];
    expect(problemRows({ problems })).toEqual([
      { ...problem, environments: [live, qa] },
      { ...problem, message: 'other', environments: [live] },
    ]);
  });
});
