/** The flags of a client, and a server in the process that answers it. */

export const FLAGS = 1_000;

const names = Array.from({ length: FLAGS }, (_, index) => `team-${index % 17}.feature-${index}`);
/** Parsed, because concatenated strings are slower to look up. */
export const flagKeys = JSON.parse(JSON.stringify(names)) as readonly string[];

/** The text of an answer. Each version changes the value of one flag. */
export function answerText(version: number): string {
  const flags = flagKeys.map((key, index) => {
    const isOn = (index % 2 === 0) !== (index === version % FLAGS);
    const answer = { value: isOn, variant: isOn ? 'on' : 'off', enabled: isOn, reason: isOn ? 'SPLIT' : 'DISABLED' };
    return [key, answer] as const;
  });
  return JSON.stringify({ environment: 'production', version, flags: Object.fromEntries(flags) });
}
