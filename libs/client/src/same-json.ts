/** Whether two values have the same JSON text. Objects with another order of fields count as different. */
export function isSameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
