import { describe, expect, it } from 'vitest';
import { contextFromUnleash } from './context.ts';

describe('B.8 contextFromUnleash', () => {
  it('converts fields and properties to text', () => {
    const context = {
      userId: 7,
      appName: 'shop',
      beta: true,
      properties: { country: 'no', age: 12.5, isAdmin: false },
    };
    expect(contextFromUnleash(context as never)).toEqual({
      context: { userId: '7', appName: 'shop', beta: 'true', country: 'no', age: '12.5', isAdmin: 'false' },
    });
    expect(contextFromUnleash({ properties: null })).toEqual({ context: {} });
  });

  it('hides a property behind a field of its name, even an empty one, but not null', () => {
    const properties = { environment: 'p', appName: 'p', userId: 'p', sessionId: 'p' };
    expect(
      contextFromUnleash({ environment: 'f', appName: '', userId: '', sessionId: null, properties }).context,
    ).toEqual({
      environment: 'f',
      appName: '',
      sessionId: 'p',
    });
  });

  it('omits values without a text, and empty ids', () => {
    const properties = { list: ['a'], object: {}, nothing: null, testRunId: '', country: '' };
    expect(contextFromUnleash({ userId: '', properties }).context).toEqual({ country: '' });
  });

  it('treats inherited names as ordinary names', () => {
    const { context } = contextFromUnleash({ properties: JSON.parse('{"__proto__":"a","constructor":"b"}') });
    expect(Object.entries(context)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it.each([
    ['2027-01-01T13:00:00+01:00', Date.parse('2027-01-01T12:00:00Z')],
    [new Date('2027-01-01T12:00:00Z'), Date.parse('2027-01-01T12:00:00Z')],
    ['soon', NaN],
    [new Date(NaN), NaN],
    ['', NaN],
  ])('uses the time of the context as the instant of the evaluation: %o', (currentTime, now) => {
    expect(contextFromUnleash({ currentTime }).now).toBe(now);
  });

  it('returns no time if the context has none', () => {
    expect(contextFromUnleash({ userId: 'ada' })).not.toHaveProperty('now');
    expect(contextFromUnleash({ currentTime: null, properties: { currentTime: '2027-01-01' } }).now).toBe(
      Date.parse('2027-01-01'),
    );
  });
});
