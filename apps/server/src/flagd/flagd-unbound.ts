/** The server cannot listen at the address for providers of flagd. In a file of its own, which does not load gRPC. */
export class FlagdUnbound extends Error {
  constructor(address: string, cause: Error) {
    super(
      `FLAGD_SYNC_PORT: Burgee cannot listen on ${address}: ${cause.message}. Set another port, or leave the setting out.`,
      { cause },
    );
  }
}
