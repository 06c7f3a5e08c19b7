export type { AppRouter } from '@burgee/api';
