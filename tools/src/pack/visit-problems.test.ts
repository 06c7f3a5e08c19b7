import { describe, expect, it } from 'vitest';
import { textInHtml, type Visit } from './visit.ts';
import { textOf, visitProblems } from './visit-problems.ts';

const on = textOf(true);
const off = textOf(false);
const problemsOf = (visit: Partial<Visit>) => visitProblems({ served: on, shown: [on], messages: [], ...visit });

describe('13.8 a visit of a page of Next.js', () => {
  it('has no problem if the hydrated page shows what the server rendered', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('may show a later change', () => {
    expect(problemsOf({ shown: [on, 'The new checkout | Go to payment'] })).toEqual([]);
  });

  it.each<[string, Partial<Visit>, string]>([
    ['other HTML', { served: '', shown: [''] }, 'the HTML shows ""'],
    [
      'components of server and browser that differ',
      { served: 'The new checkout | Go to payment', shown: ['The new checkout | Go to payment'] },
      'the HTML shows "The new checkout | Go to payment"',
    ],
    ['a hydrated page that differs', { shown: [off] }, `the page shows "${off}" where its HTML shows "${on}"`],
    ['a page that shows nothing', { shown: [] }, `the page shows "undefined" where its HTML shows "${on}"`],
    ['flicker', { shown: [on, off, on] }, `the page shows "${on}", then "${off}", then "${on}"`],
    ['an error in the console', { messages: ['Hydration failed'] }, 'the console shows "Hydration failed"'],
  ])('reports %s', (_, visit, problem) => {
    expect(problemsOf(visit)).toEqual([problem]);
  });

  it('reads the text of the HTML without that of its scripts', () => {
    const html = `<body><main><h1>The new checkout</h1><button>Pay now</button></main><script>"<h1>"</script></body>`;

    expect(textInHtml(html)).toBe(on);
  });
});
