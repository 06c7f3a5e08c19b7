/** The message of the failure `FEATURE_NOT_AVAILABLE`, which applications send too, so that it needs no Zod. */
export function describeNotAvailable({ flagKey }: { readonly flagKey: string }): { message: string; hint: string } {
  return { message: 'Feature not available', hint: `It is behind the flag "${flagKey}", which is off for you.` };
}
