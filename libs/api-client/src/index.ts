export { createApiClient, createApiLinks, type ApiClient, type ApiClientOptions } from './api-client.ts';
export type { AppRouter } from './app-router.ts';
