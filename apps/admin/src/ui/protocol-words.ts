import type { SdkProtocol } from '@burgee/contracts';

/** The protocols by which programs ask for flags, as the screens name them. */
export const PROTOCOL_WORDS: Readonly<Record<SdkProtocol, string>> = {
  evaluation: 'Burgee, evaluated on the server',
  sync: 'Burgee, evaluated in the program',
  ofrep: 'OpenFeature, over OFREP',
  flagd: 'OpenFeature, as flagd',
  unleash: 'Unleash',
};
