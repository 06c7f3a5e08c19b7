import type { Permission } from '@burgee/contracts';
import {
  IconFlag3,
  IconHistory,
  IconKey,
  IconPlugConnected,
  IconServer2,
  IconUserSearch,
  IconUsersGroup,
  IconUsersPlus,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { NavItem } from '../ui/links.tsx';

export type NavEntry = {
  readonly to: NonNullable<Parameters<typeof NavItem>[0]['to']>;
  readonly label: string;
  readonly icon: ReactNode;
  /** Without this permission, the entry is hidden. */
  readonly permission: Permission;
};

const ICON = { size: 18, stroke: 1.7, 'aria-hidden': true } as const;

/** The entries of the menu, which are also commands. */
export const WORK: readonly NavEntry[] = [
  { to: '/flags', label: 'Flags', icon: <IconFlag3 {...ICON} />, permission: 'flags:read' },
  { to: '/segments', label: 'Segments', icon: <IconUsersPlus {...ICON} />, permission: 'segments:read' },
  { to: '/users', label: 'Users', icon: <IconUserSearch {...ICON} />, permission: 'overrides:read' },
  { to: '/audit', label: 'Audit', icon: <IconHistory {...ICON} />, permission: 'audit:read' },
];

export const SETTINGS: readonly NavEntry[] = [
  { to: '/environments', label: 'Environments', icon: <IconServer2 {...ICON} />, permission: 'environments:read' },
  { to: '/keys', label: 'Keys', icon: <IconKey {...ICON} />, permission: 'keys:read' },
  {
    to: '/connect',
    label: 'Connect an SDK',
    icon: <IconPlugConnected {...ICON} />,
    permission: 'environments:read',
  },
  { to: '/people', label: 'People', icon: <IconUsersGroup {...ICON} />, permission: 'people:read' },
];
