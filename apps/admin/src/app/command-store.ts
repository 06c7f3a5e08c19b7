import { createSpotlight, type SpotlightStore } from '@mantine/spotlight';

const [store, list] = createSpotlight();

/** Which command is selected. */
export const commandStore: SpotlightStore = store;
/** Opens the commands. */
export const commandList: Readonly<Record<'open' | 'close' | 'toggle', () => void>> = list;
