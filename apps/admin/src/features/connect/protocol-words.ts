import type { SdkProtocol } from '@burgee/contracts';

/** The groups of the choice, and how connections are named. */
export const PROTOCOL_WORDS: Readonly<Record<SdkProtocol, string>> = {
  evaluation: 'Burgee, evaluated on the server',
  sync: 'Burgee, evaluated in the program',
  ofrep: 'OpenFeature, over OFREP',
  flagd: 'OpenFeature, as flagd',
  unleash: 'Unleash',
};
