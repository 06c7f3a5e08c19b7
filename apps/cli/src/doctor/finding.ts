/** A problem, why it matters or arises, and the command or setting that solves it. */
export type Finding = { readonly problem: string; readonly cause: string; readonly command: string };
