import { describe, expect, it } from 'vitest';
import { createLedger } from './ledger.ts';
import { createOracle } from './oracle.ts';

const acknowledged = { outcome: 'acknowledged', ms: 1, at: 0 } as const;

/** An oracle for one fixed flag and one counter that was raised to 1, with one observer. */
function anOracle() {
  const ledger = createLedger();
  const time = { now: 0 };
  const options = { fixed: { steady: true }, counters: { count: { off: -1 } }, ledger, clock: () => time.now };
  const oracle = createOracle(options);
  const observer = oracle.observer('server 1');
  const raise = (value: number) => ledger.begin({ id: `write ${value}`, key: 'count', value });
  raise(1).attempted(acknowledged);
  return { oracle, observer, raise, time };
}

describe('an oracle', () => {
  it('accepts correct answers', () => {
    const { oracle, observer } = anOracle();
    observer.observed({ version: 1, values: { steady: true, count: 0 } }, 1);
    observer.observed({ version: 2, values: { steady: true, count: 1 } }, 1);
    expect(oracle.violations).toEqual([]);
    expect(observer.isCurrent).toBe(true);
  });

  it.each([
    ['wrong value', { steady: 'yes', count: 1 }],
    ['unknown is off', { count: 1 }],
    ['unknown is off', { steady: true }],
    ['unknown is off', { steady: true, count: -1 }],
    ['wrong value', { steady: true, count: 'one' }],
    ['never written', { steady: true, count: 2 }],
  ] as const)('reports "%s" for %j', (kind, values) => {
    const { oracle, observer } = anOracle();
    observer.observed({ version: 1, values }, 1);
    expect(oracle.violations).toMatchObject([{ kind, observer: 'server 1' }]);
  });

  it('reports a version and a value that go backward', () => {
    const { oracle, observer } = anOracle();
    observer.observed({ version: 2, values: { steady: true, count: 1 } }, 1);
    observer.observed({ version: 1, values: { steady: true, count: 0 } }, 1);
    expect(oracle.violations.map(({ kind }) => kind)).toEqual(['version went backward', 'value went backward']);
  });

  it('accepts an attempted value, whether or not it was acknowledged', () => {
    const { oracle, observer, raise } = anOracle();
    raise(2);
    observer.observed({ version: 3, values: { steady: true, count: 2 } }, 1);
    expect(oracle.violations).toEqual([]);
  });

  it('records a failure with its cause, unless it was expected', () => {
    const { oracle, observer } = anOracle();
    observer.pardon(true);
    observer.failed(new Error('killed on purpose'), 1);
    observer.pardon(false);
    observer.failed(new Error('fetch failed', { cause: new Error('connect ECONNREFUSED') }), 1);
    expect(oracle.violations).toEqual([
      { kind: 'failed', observer: 'server 1', detail: 'fetch failed: connect ECONNREFUSED' },
    ]);
    expect(observer.pardoned).toBe(1);
  });

  it('measures how long acknowledged writes take to appear, including those that never do', () => {
    const { observer, raise, time } = anOracle();
    time.now = 300;
    observer.observed({ version: 2, values: { steady: true, count: 1 } }, 1);
    expect(observer.slowestPropagationMs).toBe(300);
    raise(2).attempted({ ...acknowledged, at: 300 });
    time.now = 5_000;
    expect(observer.slowestPropagationMs).toBe(4_700);
    expect(observer.isCurrent).toBe(false);
  });
});
