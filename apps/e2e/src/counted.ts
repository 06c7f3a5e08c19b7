/** The flags on the page that counts its renders. Five components read each of them. */
export const COUNTED: readonly string[] = Array.from({ length: 20 }, (_, index) => `counted-${index}`);
/** A flag that no component reads at first. It does not exist. */
export const LATE = 'late';
