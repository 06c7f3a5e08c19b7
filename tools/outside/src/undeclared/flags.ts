import type { FlagContext, FlagName } from '@burgee/flags';

// Without a declaration, any key and any attribute are right (W9.10).
export const name: FlagName = 'anything';
export const context: FlagContext = { userId: 'ann', age: 7 };
