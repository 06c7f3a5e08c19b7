export { arrivedIn } from './arrived.ts';
export type { ConnectionPlace, Sdk } from './sdk.ts';
export { SDKS } from './sdks.ts';
