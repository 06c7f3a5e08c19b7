import type { FlagContext, FlagName, FlagValue } from '@burgee/flags';

export const name: FlagName = 'upload-limit';
export const color: FlagValue<'color'> = 'blue';
export const context: FlagContext = { userId: 'ann', plan: 'pro', seats: 3 };
