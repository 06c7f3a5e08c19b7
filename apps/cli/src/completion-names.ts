/** The command that prints the script of a shell. */
export const COMPLETION = 'completion';
/** The scripts call this command for suggestions. */
export const SUGGESTIONS = 'complete';
