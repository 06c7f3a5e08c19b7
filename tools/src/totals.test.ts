import { describe, expect, it } from 'vitest';
import { leftOut, totalsOf } from './totals.ts';

describe('totals', () => {
  it('add up the projects', () => {
    const runs = [
      { project: 'api', isGreen: true, counts: { passed: 3, failed: 0, skipped: 1 } },
      { project: 'evaluator', isGreen: false, counts: { passed: 5, failed: 2, skipped: 0 } },
    ];

    expect(totalsOf(runs)).toEqual({ passed: 8, failed: 2, skipped: 1 });
  });

  it('count a crashed run as a failure', () => {
    expect(totalsOf([{ project: 'api', isGreen: false }])).toMatchObject({ passed: 0, failed: 1 });
  });

  it('count a failed run as a failure even if all its tests passed', () => {
    const run = { project: 'evaluator', isGreen: false, counts: { passed: 9, failed: 0, skipped: 0 } };

    expect(totalsOf([run])).toMatchObject({ passed: 9, failed: 1 });
  });
});

describe('the list of skipped tests', () => {
  const redis = { tests: 'against Redis', program: 'redis-server', path: '/usr/bin/redis-server' };

  it('is empty if every program is installed and no test was skipped', () => {
    expect(leftOut([redis], 0)).toEqual([]);
  });

  it('names the tests and the program they need', () => {
    expect(leftOut([{ ...redis, path: undefined }], 0)).toEqual(['tests against Redis (no redis-server)']);
  });

  it('counts the skipped tests', () => {
    expect(leftOut([redis], 2)).toEqual(['2 skipped tests']);
  });
});
