import { context, defineFlags, flag, type FlagContext, type FlagName, type FlagValue } from '@burgee/flags';

export const name: FlagName = 'upload-limit';
export const color: FlagValue<'color'> = 'blue';
export const limits: FlagValue<'limits'> = { perDay: 3 };
export const nobody: FlagContext = {};
export const ann: FlagContext = { userId: 'ann', sessionId: 's', testRunId: 't', plan: 'pro', seats: 3 };

/** A library may declare flags of its own beside those that the application has registered. */
export const others = defineFlags(
  {
    retries: flag.oneOf([1, 2, 3], 2),
    hosts: flag.json(['a.example.com']),
    title: flag.string('Welcome', 'The title'),
  },
  {
    context: {
      since: context.date(),
      groups: context.strings(),
      isEmployee: context.boolean(),
      city: context.string(),
    },
  },
);
