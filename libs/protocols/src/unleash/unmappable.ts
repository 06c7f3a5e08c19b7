/** A part of a flag without an exact counterpart in Unleash. Thrown while one flag is translated, and never leaves it. */
export class Unmappable extends Error {
  override readonly name = 'Unmappable';
}
