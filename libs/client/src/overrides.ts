export { sessionOverrides } from './override-session.ts';
export { NO_OVERRIDES, type OverriddenFlag, type OverridesState } from './overrides-state.ts';
export { type SessionStorage, type UrlOverrides, withoutOverrideParams } from './url-overrides.ts';
