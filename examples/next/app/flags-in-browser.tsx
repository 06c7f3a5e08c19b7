'use client';

import { FlagProvider, type FlagProviderProps } from '@burgee/react';
import { flags } from '../lib/flags';

type Props = Omit<Extract<FlagProviderProps, { url: string }>, 'flags'>;

export function FlagsInBrowser(props: Props) {
  return <FlagProvider {...props} flags={flags} />;
}
