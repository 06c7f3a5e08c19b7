import type { Visit } from './visit.ts';

/** The texts of `examples/next`, by whether its flag is on. */
export const textOf = (isOn: boolean): string =>
  isOn ? 'The new checkout | Pay now' : 'The old checkout | Go to payment';

/** Returns what is wrong with a visit of `examples/next`, a sentence each: how its HTML and its hydrated page differ. */
export function visitProblems({ served, shown, messages }: Visit): string[] {
  const [first] = shown;
  const hasFlickered = new Set(shown).size < shown.length;
  return [
    ...([true, false].map(textOf).includes(served) ? [] : [`the HTML shows "${served}"`]),
    ...(first === served ? [] : [`the page shows "${first}" where its HTML shows "${served}"`]),
    ...(hasFlickered ? [`the page shows ${shown.map((text) => `"${text}"`).join(', then ')}`] : []),
    ...messages.map((message) => `the console shows "${message}"`),
  ];
}
