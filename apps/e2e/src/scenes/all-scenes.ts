import { AUDIT_SCENES } from './audit-scenes.ts';
import { FLAG_SCENES } from './flag-scenes.ts';
import { FLAG_TABS_SCENES } from './flag-tabs-scenes.ts';
import { FLAGS_SCENES } from './flags-scenes.ts';
import { IMPORT_SCENES } from './import-scenes.ts';
import { OVERRIDES_SCENES } from './overrides-scenes.ts';
import type { Scene } from './scene.ts';
import { SEGMENTS_SCENES } from './segments-scenes.ts';
import { SESSION_SCENES } from './session-scenes.ts';
import { SETTINGS_SCENES } from './settings-scenes.ts';
import { SHELL_SCENES } from './shell-scenes.ts';
import { WISHLIST_SCENES } from './wishlist-scenes.ts';

/** Every screen in every state. */
export const SCENES: readonly Scene[] = [
  ...FLAGS_SCENES,
  ...IMPORT_SCENES,
  ...FLAG_SCENES,
  ...OVERRIDES_SCENES,
  ...FLAG_TABS_SCENES,
  ...SEGMENTS_SCENES,
  ...AUDIT_SCENES,
  ...SETTINGS_SCENES,
  ...SHELL_SCENES,
  ...SESSION_SCENES,
  ...WISHLIST_SCENES,
];
