import { createSpotlight, type SpotlightStore } from '@mantine/spotlight';

const [store, list] = createSpotlight();

/** Holds the selected command. */
export const commandStore: SpotlightStore = store;
/** Opens and closes the command palette. */
export const commandList: Readonly<Record<'open' | 'close' | 'toggle', () => void>> = list;
