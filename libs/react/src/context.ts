import type { FlagClient } from '@burgee/client';
import { createContext } from 'react';

export const FlagClientContext = createContext<FlagClient | undefined>(undefined);
