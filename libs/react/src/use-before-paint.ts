import { useEffect, useLayoutEffect } from 'react';

/** `useLayoutEffect`, about which React 18 warns on a server. */
export const useBeforePaint = globalThis.window ? useLayoutEffect : useEffect;
