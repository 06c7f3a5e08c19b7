/** Text from others: characters that move the cursor, change colors or hide text must not reach the terminal. */
export function visibleText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
