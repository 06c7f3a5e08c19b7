export const PERMITS_HINT =
  'Whoever opens a page may try values in their own browser, by the address or the toolbar. Keep it off where real users are.';
