import { OVERRIDE_PRIORITY, type OverrideType } from '@burgee/contracts';

export type Layer = {
  readonly type: OverrideType;
  readonly name: string;
  readonly priority: number;
  /** A colour of the theme. Red is the emergency's alone. */
  readonly colour: string;
  readonly forWhom: string;
  /** One sentence for who has never seen it. */
  readonly purpose: string;
};

/** Highest first, as they are asked. */
const LAYERS: readonly Layer[] = [
  {
    type: 'emergency',
    name: 'Emergency',
    priority: OVERRIDE_PRIORITY.emergency,
    colour: 'red',
    forWhom: 'everybody',
    purpose: 'The last word in an incident. It stays until somebody ends it.',
  },
  {
    type: 'session',
    name: 'Session',
    priority: OVERRIDE_PRIORITY.session,
    colour: 'violet',
    forWhom: 'one browser',
    purpose: 'Somebody tries the flag by a link or the toolbar, for 24 hours.',
  },
  {
    type: 'testing',
    name: 'Testing',
    priority: OVERRIDE_PRIORITY.testing,
    colour: 'cyan',
    forWhom: 'one test run',
    purpose: 'Test runs do not disturb each other. It ends within 24 hours.',
  },
  {
    type: 'user',
    name: 'User',
    priority: OVERRIDE_PRIORITY.user,
    colour: 'sea',
    forWhom: 'one user',
    purpose: 'Single users who get the flag, or are kept out of it.',
  },
  {
    type: 'global',
    name: 'Global',
    priority: OVERRIDE_PRIORITY.global,
    colour: 'gray',
    forWhom: 'everybody',
    purpose: 'Everybody who has no override of their own, whatever the rules say.',
  },
];

const BY_TYPE: Readonly<Record<OverrideType, Layer>> = Object.fromEntries(
  LAYERS.map((layer) => [layer.type, layer]),
) as Record<OverrideType, Layer>;

export function layerOf(type: OverrideType): Layer {
  return BY_TYPE[type];
}

/** White on it can be read, in both schemes. */
export const GREEN = '#1b7a3d';
