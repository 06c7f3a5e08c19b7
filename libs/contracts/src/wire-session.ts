import { isObject, type WireValue } from './wire-flags.ts';

/** The overrides of a session as its browser sees them. */
export type WireSessionOverrides = {
  readonly sessionId: string;
  /** Proves that the session is the caller's own. */
  readonly token?: string | undefined;
  readonly overrides: readonly {
    readonly flagKey: string;
    readonly value: WireValue;
    /** ISO 8601. */
    readonly expiresAt: string;
  }[];
};

/** Whether a value that `JSON.parse` returned has this shape. It may have unknown fields. */
export function isSessionOverrides(payload: unknown): payload is WireSessionOverrides {
  return (
    isObject(payload) &&
    typeof payload['sessionId'] === 'string' &&
    ['undefined', 'string'].includes(typeof payload['token']) &&
    Array.isArray(payload['overrides']) &&
    payload['overrides'].every(isOverride)
  );
}

function isOverride(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['flagKey'] === 'string' &&
    value['value'] !== undefined &&
    typeof value['expiresAt'] === 'string'
  );
}
