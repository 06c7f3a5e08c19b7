/** The paths of Unleash's APIs for SDKs. Their requests carry keys without `Bearer`, and headers of their own. */
export const UNLEASH_PATHS = ['/api/client', '/api/frontend'];

export const UNLEASH_STREAM_PATH = '/api/client/streaming';

/** An edge gets the overrides of all users here. */
export const USERS_PATH = '/api/sync/users';

/** Requests of browsers. */
export function isUnleashFrontend(path: string): boolean {
  return path === '/api/frontend' || path.startsWith('/api/frontend/');
}

export const UNLEASH_HEADERS = ['unleash-appname', 'unleash-connection-id', 'unleash-sdk', 'unleash-client-spec'];
