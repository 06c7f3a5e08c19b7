import type { Bootstrap } from '@burgee/client';
import { hydrateRoot } from 'react-dom/client';
import { HydratedApp } from './hydrated-app.tsx';

const bootstrap = JSON.parse(document.getElementById('bootstrap')?.textContent ?? 'null') as Bootstrap | null;
hydrateRoot(document.getElementById('root') as HTMLElement, <HydratedApp bootstrap={bootstrap ?? undefined} />);
