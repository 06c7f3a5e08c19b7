'use client';

export { FlagToolbar, type FlagToolbarProps } from './flag-toolbar.tsx';
