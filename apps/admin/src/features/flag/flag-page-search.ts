import { z } from 'zod';

export const FLAG_TABS = ['targeting', 'overrides', 'try-it', 'history', 'code'] as const;
export const FlagTab = z.enum(FLAG_TABS);
export type FlagTab = z.infer<typeof FlagTab>;

/** Without a tab, the page opens the first one. */
export const FlagPageSearch = z.object({ tab: FlagTab.optional().catch(undefined) });
