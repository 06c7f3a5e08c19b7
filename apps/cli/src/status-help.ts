/** The end of the help of a command. */
export const STATUS_HELP = `
Exit statuses:
  0  done
  1  the server refused, or a check found a difference
  2  the command line or a file must be corrected
  3  the server did not answer
  4  not permitted`;
