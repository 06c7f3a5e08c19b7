/** The system's time, in milliseconds since 1970. */
export function systemTime(): number {
  return Date.now();
}
