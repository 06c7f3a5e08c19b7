/** White text on it is readable in both color schemes. */
export const GREEN = '#1b7a3d';
