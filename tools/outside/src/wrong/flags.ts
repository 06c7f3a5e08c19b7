import { context, defineFlags, flag, type FlagContext, type FlagName, type FlagValue } from '@burgee/flags';

export const name: FlagName = 'upload-limits'; // wrong: an unknown key
export const color: FlagValue<'color'> = 'green'; // wrong: not one of the values
export const seats: FlagContext = { seats: '3' }; // wrong: an attribute of another type
export const others = defineFlags({ a: flag.boolean('off') }); // wrong: a fallback of another type
export const oneOf = flag.oneOf(['red', 'blue'], 'green'); // wrong: a fallback that is not one of the values
export const parsed = flag.json<{ a: 1 }>({ a: 1 }, { parse: () => 5 }); // wrong: `parse` returns another type
export const plans = context.oneOf([]); // wrong: there are no values
