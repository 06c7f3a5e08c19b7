import { OVERRIDE_PRIORITY, type OverrideType } from '@burgee/contracts';

export type Layer = {
  readonly type: OverrideType;
  readonly name: string;
  readonly priority: number;
  /** A color of the theme. Red is reserved for emergencies. */
  readonly color: string;
  readonly forWhom: string;
  /** One sentence for newcomers. */
  readonly purpose: string;
};

/** Highest precedence first. */
const LAYERS: readonly Layer[] = [
  {
    type: 'emergency',
    name: 'Emergency',
    priority: OVERRIDE_PRIORITY.emergency,
    color: 'red',
    forWhom: 'everyone',
    purpose: 'Takes precedence over everything during an incident, until someone ends it.',
  },
  {
    type: 'session',
    name: 'Session',
    priority: OVERRIDE_PRIORITY.session,
    color: 'violet',
    forWhom: 'one browser',
    purpose: 'One browser tries the flag by a link or the toolbar, for 24 hours.',
  },
  {
    type: 'testing',
    name: 'Testing',
    priority: OVERRIDE_PRIORITY.testing,
    color: 'cyan',
    forWhom: 'one test run',
    purpose: 'Keeps test runs independent of each other. Ends within 24 hours.',
  },
  {
    type: 'user',
    name: 'User',
    priority: OVERRIDE_PRIORITY.user,
    color: 'sea',
    forWhom: 'one user',
    purpose: 'Individual users who get the flag or are kept out of it.',
  },
  {
    type: 'global',
    name: 'Global',
    priority: OVERRIDE_PRIORITY.global,
    color: 'gray',
    forWhom: 'everyone',
    purpose: 'Applies to everyone without an override of their own, regardless of the rules.',
  },
];

const BY_TYPE: Readonly<Record<OverrideType, Layer>> = Object.fromEntries(
  LAYERS.map((layer) => [layer.type, layer]),
) as Record<OverrideType, Layer>;

export function layerOf(type: OverrideType): Layer {
  return BY_TYPE[type];
}
