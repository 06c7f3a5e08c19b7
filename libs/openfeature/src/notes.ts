export type ProviderOptions = {
  /** Called with each thing of OpenFeature that Burgee ignores, once. */
  readonly onNote?: ((note: string) => void) | undefined;
};

/** Notes that tracking events are ignored: Burgee stores no events of users. */
export function createTracking({ onNote }: ProviderOptions): (eventName: string) => void {
  let isNoted = false;
  return (eventName) => {
    if (isNoted) return;
    isNoted = true;
    onNote?.(`Burgee ignores tracking events, such as "${eventName}". Send them to your analytics instead.`);
  };
}
