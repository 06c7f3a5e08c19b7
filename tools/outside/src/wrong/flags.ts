import type { FlagContext, FlagName, FlagValue } from '@burgee/flags';

export const name: FlagName = 'upload-limits'; // wrong: an unknown key
export const color: FlagValue<'color'> = 'green'; // wrong: not one of the values
export const plan: FlagContext = { plan: 'gold' }; // wrong: not one of the values of an attribute
export const seats: FlagContext = { seats: '3' }; // wrong: an attribute of another type
export const age: FlagContext = { age: 7 }; // wrong: an unknown attribute
