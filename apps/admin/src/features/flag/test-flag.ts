import { Flag, FlagKey, newFlagConfig, rolloutOf } from '@burgee/contracts';

/** A boolean flag that is on for everyone, as the server returns it. A test passes only the fields it is about. */
export function aStoredFlag(fields: Partial<Flag> = {}): Flag {
  const at = '2026-11-01T12:00:00.000Z';
  return Flag.parse({
    ...newFlagConfig(FlagKey.parse('flag')),
    enabled: true,
    rollout: rolloutOf(100),
    id: '6a1f7a0e-6f3b-4f5e-9d52-8b1f1c2d3e4f',
    environment: 'development',
    description: '',
    tags: [],
    archivedAt: null,
    createdAt: at,
    updatedAt: at,
    revision: 1,
    broken: [],
    ...fields,
  });
}
