'use client';

export { createTestFlags, type TestFlags } from './test-flags.tsx';
