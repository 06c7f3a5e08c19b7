/** A flag that a protocol cannot express exactly. It is left out of what the protocol serves, and reported instead. */
export type Unmapped = {
  readonly flagKey: string;
  /** One sentence for people: the part of the flag, and why the protocol has no counterpart. */
  readonly why: string;
};
